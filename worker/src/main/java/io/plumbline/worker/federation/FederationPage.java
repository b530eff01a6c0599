package io.plumbline.worker.federation;

import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.FederationSummary;
import io.plumbline.activities.federation.OrganizationSelection;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;

/** The connectors and their organisations, the worst first (E3). */
@DashboardPage
@OnRole(Role.api)
class FederationPage {

    private final ConnectedOrganizations organizations;
    private final FederationCommands commands;

    FederationPage(ConnectedOrganizations organizations, FederationCommands commands) {
        this.organizations = organizations;
        this.commands = commands;
    }

    @GetMapping("/federation")
    @TenantScope(Scope.own)
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

    /** Answers a script with a message, and a plain form with the page. */
    @PostMapping("/federation/sync")
    @TenantScope(Scope.allOrganizations)
    Object syncAll(
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean script, Caller caller, Model model) {
        model.addAttribute("added", commands.syncAll(caller.name()));
        if (script) {
            return "preview :: asked-all";
        }
        var redirect = new RedirectView("/federation?asked=started", true);
        redirect.setStatusCode(HttpStatus.SEE_OTHER);
        redirect.setExposeModelAttributes(false);
        return redirect;
    }

    private FederationSummary overview(Caller caller) {
        return organizations.summary(new OrganizationSelection(caller.organizations(), "", ""));
    }
}
