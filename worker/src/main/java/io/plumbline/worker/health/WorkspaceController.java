package io.plumbline.worker.health;

import io.plumbline.activities.conversation.ConversationRepository;
import io.plumbline.activities.reconcile.ContactExplainer;
import io.plumbline.activities.reconcile.ContactNames;
import io.plumbline.activities.reconcile.Freshness;
import io.plumbline.activities.reconcile.ReconcilePlanner;
import io.plumbline.activities.reconcile.ReconcileSettings;
import io.plumbline.activities.reconcile.SyncHealthRepository;
import io.plumbline.activities.reconcile.WorkspaceRepository;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.reconcile.StaleContact;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** One workspace: its runs, what a run of now would flag (A13), and why (A15). */
@DashboardPage
@OnRole(Role.api)
class WorkspaceController {

    private static final int RUNS = 20;
    private static final int CONVERSATIONS = 20;

    private final WorkspaceRepository workspaces;
    private final MissedRuns missedRuns;
    private final SyncHealthRepository health;
    private final ReconcilePlanner planner;
    private final ContactExplainer explainer;
    private final ContactNames names;
    private final ConversationRepository conversations;
    private final ReconcileSettings settings;
    private final InstantSource clock;

    WorkspaceController(
            WorkspaceRepository workspaces,
            MissedRuns missedRuns,
            SyncHealthRepository health,
            ReconcilePlanner planner,
            ContactExplainer explainer,
            ContactNames names,
            ConversationRepository conversations,
            ReconcileSettings settings,
            InstantSource clock) {
        this.workspaces = workspaces;
        this.missedRuns = missedRuns;
        this.health = health;
        this.planner = planner;
        this.explainer = explainer;
        this.names = names;
        this.conversations = conversations;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/workspaces/{workspaceId}")
    String workspace(
            @PathVariable String workspaceId,
            @RequestParam(required = false) @Nullable Long amount,
            @RequestParam(defaultValue = "hours") Threshold.Unit unit,
            Model model) {
        var active = missedRuns.worst(Set.of(workspaceId), "", 0, 1);
        if (active.isEmpty() && workspaces.active(workspaceId).isEmpty()) {
            throw Problem.notFound("There is no workspace '" + workspaceId + "'.");
        }
        model.addAttribute("workspaceId", workspaceId)
                .addAttribute("name", workspaceId)
                .addAttribute("amount", amount)
                .addAttribute("unit", unit)
                .addAttribute("settings", settings)
                .addAttribute("runs", health.newest(Set.of(workspaceId), RUNS));
        addConversations(model, workspaceId);
        active.forEach(workspace -> addFreshness(model, workspace, Threshold.of(amount, unit)));
        return "workspace";
    }

    private void addConversations(Model model, String workspaceId) {
        var newest = conversations.newest(workspaceId, CONVERSATIONS);
        var contacts = newest.stream()
                .map(ConversationRepository.Shown::contactId)
                .filter(Objects::nonNull)
                .toList();
        model.addAttribute("conversations", newest).addAttribute("reached", names.of(contacts));
    }

    private void addFreshness(Model model, Freshness workspace, @Nullable Duration staleAfter) {
        var plan = planner.dryRun(workspace.workspaceId(), staleAfter, clock.instant());
        var contacts = plan.wouldFlag().stream().map(StaleContact::contactId).toList();
        model.addAttribute("workspace", workspace)
                .addAttribute("name", workspace.name().isEmpty() ? workspace.workspaceId() : workspace.name())
                .addAttribute("plan", plan)
                .addAttribute("names", names.of(contacts));
    }

    @GetMapping("/workspaces/{workspaceId}/contacts/{contactId}")
    String explain(@PathVariable String workspaceId, @PathVariable long contactId, Model model) {
        var explanation = explainer
                .explain(workspaceId, contactId, clock.instant())
                .orElseThrow(
                        () -> Problem.notFound("Workspace '" + workspaceId + "' has no contact " + contactId + "."));
        model.addAttribute("it", explanation)
                .addAttribute("name", names.of(List.of(contactId)).getOrDefault(contactId, ""));
        return "explanation";
    }
}
