package io.plumbline.worker.federation;

import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.FederationSummary;
import io.plumbline.activities.federation.OrganizationSelection;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The connectors and their organisations, the worst first (E3). */
@Controller
@OnRole(Role.api)
class FederationPage {

    private final ConnectedOrganizations organizations;

    FederationPage(ConnectedOrganizations organizations) {
        this.organizations = organizations;
    }

    @GetMapping("/federation")
    String federation(
            @RequestParam(defaultValue = "") String connector,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Caller caller,
            Model model) {
        var table = OrganizationTable.find(organizations, caller, connector, q, page);
        model.addAttribute("connectors", organizations.connectors(caller.organizations()))
                .addAttribute("table", table)
                .addAttribute("overview", table.unfiltered() ? table.summary() : overview(caller));
        return "federation";
    }

    private FederationSummary overview(Caller caller) {
        return organizations.summary(new OrganizationSelection(caller.organizations(), "", ""));
    }
}
