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
import io.plumbline.workflows.reconcile.WorkspaceOutcome;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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

    /**
     * All fields optional. Without a workspace it asks for all of them.
     *
     * @param workspaceId null is all
     * @param staleAfter how long quiet is too long, ISO 8601; null is the setting's
     * @param dryRun true: write nothing, and tell what would be flagged
     */
    record Command(
            @Nullable String workspaceId,
            @Nullable Duration staleAfter,
            @Nullable Boolean dryRun) {}

    /**
     * A run that is under way: the one that was asked for, or the one that was there.
     *
     * @param workflowId its name in Temporal
     * @param runId tells it from other runs of this name
     */
    record Started(String workflowId, String runId) {

        static Started of(ReconcileCommands.Asked asked) {
            return new Started(
                    asked.execution().getWorkflowId(), asked.execution().getRunId());
        }
    }

    /** Starts a run of one workspace or of all. A dry run of one workspace is done at once. */
    @PostMapping("/api/reconcile")
    @TenantScope(Scope.own)
    @ApiResponse(
            responseCode = "200",
            description = "What a run of this workspace would flag",
            content = @Content(schema = @Schema(implementation = WorkspaceOutcome.class)))
    @ApiResponse(
            responseCode = "202",
            description = "The run is under way",
            content = @Content(schema = @Schema(implementation = Started.class)))
    @ApiResponse(responseCode = "404", description = "There is no such workspace.")
    @ApiResponse(responseCode = "409", description = "The workspace is not active.")
    @ApiResponse(
            responseCode = "503",
            description = "The workflow engine is away. Ask again when it is back: nothing starts twice.")
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

    /**
     * Why a contact is or is not flagged now.
     *
     * @param workspaceId the contact's workspace
     * @param contactId the contact
     * @return the rule that decides, and what it was decided by
     */
    @GetMapping("/api/workspaces/{workspaceId}/contacts/{contactId}/explain")
    ContactExplanation explain(@PathVariable String workspaceId, @PathVariable long contactId) {
        return explainer
                .explain(workspaceId, contactId, clock.instant())
                .orElseThrow(
                        () -> Problem.notFound("Workspace '" + workspaceId + "' has no contact " + contactId + "."));
    }
}
