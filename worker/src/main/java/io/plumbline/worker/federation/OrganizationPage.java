package io.plumbline.worker.federation;

import io.plumbline.activities.database.Slice;
import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.OrganizationFreshness;
import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncHistoryRow;
import io.plumbline.activities.federation.SyncJobList;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.workflows.federation.ConflictStrategy;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.util.UriComponentsBuilder;

/** One organisation at one connector: its queue and its history, and the buttons that sync it (C15, C22, C23). */
@DashboardPage
@OnRole(Role.api)
class OrganizationPage {

    private static final int SYNCS = 20;
    private static final int ENDED_JOBS = 5;
    private static final int PREVIEWED = 200;

    private final ConnectedOrganizations organizations;
    private final SyncJobList jobs;
    private final SyncHistoryReader history;
    private final FederationCommands commands;

    OrganizationPage(
            ConnectedOrganizations organizations,
            SyncJobList jobs,
            SyncHistoryReader history,
            FederationCommands commands) {
        this.organizations = organizations;
        this.jobs = jobs;
        this.history = history;
        this.commands = commands;
    }

    @GetMapping("/federation/{connectorId}/{organizationId}")
    String organization(
            @PathVariable String connectorId,
            @PathVariable String organizationId,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        show(find(connectorId, organizationId), before, model);
        return "organization";
    }

    /** Answers a script with a message, and a plain form with the page that shows the job. */
    @PostMapping("/federation/{connectorId}/{organizationId}/sync")
    Object sync(
            @PathVariable String connectorId,
            @PathVariable String organizationId,
            @RequestParam(required = false) @Nullable ConflictStrategy strategy,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean script,
            Caller caller,
            Model model) {
        var organization = find(connectorId, organizationId);
        var asked = commands.sync(connectorId, organizationId, strategy, caller.name());
        if (script) {
            model.addAttribute("it", organization).addAttribute("asked", asked);
            return "preview :: asked";
        }
        var path = UriComponentsBuilder.fromPath("/federation/{connector}/{organization}")
                .queryParam("asked", asked.alreadyThere() ? "running" : "started")
                .encode()
                .buildAndExpand(connectorId, organizationId)
                .toUriString();
        return seeOther(path);
    }

    /** It asks the registry and writes nothing, but asking costs: so it is for those who may act. */
    @PostMapping("/federation/{connectorId}/{organizationId}/preview")
    String preview(
            @PathVariable String connectorId,
            @PathVariable String organizationId,
            @RequestParam(required = false) @Nullable ConflictStrategy strategy,
            Model model) {
        var organization = find(connectorId, organizationId);
        var preview = commands.preview(connectorId, organizationId, strategy);
        model.addAttribute("preview", preview)
                .addAttribute(
                        "members", preview.members().stream().limit(PREVIEWED).toList())
                .addAttribute(
                        "setAside", preview.setAside().stream().limit(PREVIEWED).toList())
                .addAttribute("strategy", strategy);
        show(organization, null, model);
        return "organization";
    }

    private static RedirectView seeOther(String path) {
        var redirect = new RedirectView(path, true);
        redirect.setStatusCode(HttpStatus.SEE_OTHER);
        redirect.setExposeModelAttributes(false);
        return redirect;
    }

    private OrganizationFreshness find(String connectorId, String organizationId) {
        return organizations
                .find(connectorId.replace("\0", ""), organizationId.replace("\0", ""))
                .orElseThrow(() -> Problem.notFound(
                        "Organisation '" + organizationId + "' is not connected to '" + connectorId + "'."));
    }

    private void show(OrganizationFreshness organization, @Nullable Long before, Model model) {
        var found = history.list(organization.organizationId(), organization.connectorId(), before, SYNCS + 1);
        model.addAttribute("it", organization)
                .addAttribute("strategies", ConflictStrategy.values())
                .addAttribute("before", before)
                .addAttribute(
                        "queue", jobs.queue(organization.organizationId(), organization.connectorId(), ENDED_JOBS))
                .addAttribute("syncs", Slice.of(found, SYNCS, SyncHistoryRow::id));
    }
}
