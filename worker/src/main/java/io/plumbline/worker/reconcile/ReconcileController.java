package io.plumbline.worker.reconcile;

import io.plumbline.activities.reconcile.ContactExplainer;
import io.plumbline.activities.reconcile.ContactExplanation;
import io.plumbline.activities.reconcile.ReconcilePlanner;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import io.plumbline.workflows.reconcile.Staleness;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Runs by hand (A13), and why a contact is or is not flagged (A15). */
@RestController
@OnRole(Role.api)
class ReconcileController {

    private final ReconcileCommands commands;
    private final ReconcilePlanner planner;
    private final ContactExplainer explainer;
    private final InstantSource clock;

    ReconcileController(
            ReconcileCommands commands, ReconcilePlanner planner, ContactExplainer explainer, InstantSource clock) {
        this.commands = commands;
        this.planner = planner;
        this.explainer = explainer;
        this.clock = clock;
    }

    /** All fields optional. Without a workspace it asks for all of them. */
    record Command(
            @Nullable String workspaceId,
            @Nullable Duration staleAfter,
            @Nullable Boolean dryRun) {}

    record Started(String workflowId, String runId) {

        static Started of(ReconcileCommands.Asked asked) {
            return new Started(
                    asked.execution().getWorkflowId(), asked.execution().getRunId());
        }
    }

    @PostMapping("/api/reconcile")
    @TenantScope(Scope.own)
    ResponseEntity<?> reconcile(@RequestBody(required = false) @Nullable Command body, Caller caller) {
        var command = body == null ? new Command(null, null, null) : body;
        var dryRun = Boolean.TRUE.equals(command.dryRun());
        var staleAfter = possible(command.staleAfter());
        if (command.workspaceId() == null) {
            caller.requireAllWorkspaces();
            return accepted(commands.sweepAll(staleAfter, dryRun, caller.name()));
        }
        caller.requireWorkspace(command.workspaceId());
        if (!dryRun) {
            return accepted(commands.runWorkspace(command.workspaceId(), staleAfter, caller.name()));
        }
        commands.requireActive(command.workspaceId());
        return ResponseEntity.ok(planner.dryRun(command.workspaceId(), staleAfter, clock.instant()));
    }

    private static ResponseEntity<Started> accepted(ReconcileCommands.Asked asked) {
        return ResponseEntity.accepted().body(Started.of(asked));
    }

    private static @Nullable Duration possible(@Nullable Duration staleAfter) {
        if (staleAfter != null && !Staleness.isPossible(staleAfter)) {
            throw Problem.badInput(
                    "staleAfter", "It must be longer than zero, and no more than a hundred years, like PT1H.");
        }
        return staleAfter;
    }

    @GetMapping("/api/workspaces/{workspaceId}/contacts/{contactId}/explain")
    ContactExplanation explain(@PathVariable String workspaceId, @PathVariable long contactId) {
        return explainer
                .explain(workspaceId, contactId, clock.instant())
                .orElseThrow(
                        () -> Problem.notFound("Workspace '" + workspaceId + "' has no contact " + contactId + "."));
    }
}
