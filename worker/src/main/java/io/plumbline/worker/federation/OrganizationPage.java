package io.plumbline.worker.federation;

import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.OrganizationFreshness;
import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncJobList;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** One organisation at one connector: its queue and its history, and the buttons that sync it (C15, C22, C23). */
@Controller
@OnRole(Role.api)
class OrganizationPage {

    private static final int ENDED_JOBS = 5;

    private final ConnectedOrganizations organizations;
    private final SyncJobList jobs;
    private final SyncHistoryReader history;

    OrganizationPage(ConnectedOrganizations organizations, SyncJobList jobs, SyncHistoryReader history) {
        this.organizations = organizations;
        this.jobs = jobs;
        this.history = history;
    }

    @GetMapping("/federation/{connectorId}/{organizationId}")
    String organization(
            @PathVariable String connectorId,
            @PathVariable String organizationId,
            @RequestParam(required = false) @Nullable Long before,
            Caller caller,
            Model model) {
        show(find(connectorId, organizationId, caller), before, model);
        return "organization";
    }

    private OrganizationFreshness find(String connectorId, String organizationId, Caller caller) {
        caller.requireOrganization(organizationId);
        return organizations
                .find(connectorId.replace("\0", ""), organizationId.replace("\0", ""))
                .orElseThrow(() -> Problem.notFound(
                        "Organisation '" + organizationId + "' is not connected to '" + connectorId + "'."));
    }

    private void show(OrganizationFreshness organization, @Nullable Long before, Model model) {
        model.addAttribute("it", organization)
                .addAttribute("before", before)
                .addAttribute(
                        "queue", jobs.queue(organization.organizationId(), organization.connectorId(), ENDED_JOBS))
                .addAttribute(
                        "syncs",
                        SyncList.of(history, organization.organizationId(), organization.connectorId(), before));
    }
}
