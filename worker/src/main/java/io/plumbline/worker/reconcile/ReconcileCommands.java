package io.plumbline.worker.reconcile;

import io.plumbline.activities.reconcile.WorkspaceRepository;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.Text;
import io.plumbline.workflows.reconcile.ReconcileSweep;
import io.plumbline.workflows.reconcile.ReconcileWorkspace;
import io.plumbline.workflows.reconcile.SweepRequest;
import io.plumbline.workflows.reconcile.WorkspaceRequest;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts runs for people (A13). Where one is under way already, that one is the answer (A14). */
@Component
public class ReconcileCommands {

    private final WorkflowClient client;
    private final WorkspaceRepository workspaces;

    ReconcileCommands(WorkflowClient client, WorkspaceRepository workspaces) {
        this.client = client;
        this.workspaces = workspaces;
    }

    /** @param alreadyRunning whether it was under way before, so that nothing was started */
    public record Asked(WorkflowExecution execution, boolean alreadyRunning) {}

    /** A dry run and one that flags may be under way side by side. */
    public Asked sweepAll(@Nullable Duration staleAfter, boolean dryRun, String askedBy) {
        var sweep = client.newWorkflowStub(
                ReconcileSweep.class,
                dryRun
                        ? options(ReconcileSweep.DRY_ID, ReconcileSweep.LONGEST, "A dry run of all workspaces", askedBy)
                        : options(ReconcileSweep.ID, ReconcileSweep.LONGEST, "A sweep over all workspaces", askedBy));
        var request = new SweepRequest(Trigger.manual, staleAfter, dryRun, null);
        return startOrFind(() -> WorkflowClient.start(sweep::sweep, request));
    }

    /** @throws Problem when the workspace is unknown or not active */
    public Asked runWorkspace(String workspaceId, @Nullable Duration staleAfter, String askedBy) {
        requireActive(workspaceId);
        var id = ReconcileWorkspace.id(workspaceId);
        var workflow = client.newWorkflowStub(
                ReconcileWorkspace.class,
                options(id, ReconcileWorkspace.LONGEST, "A run of workspace " + workspaceId, askedBy));
        var request = WorkspaceRequest.manual(workspaceId, staleAfter, false);
        return startOrFind(() -> WorkflowClient.start(workflow::reconcile, request));
    }

    void requireActive(String workspaceId) {
        var active = workspaces
                .active(Text.possible("workspaceId", workspaceId))
                .orElseThrow(() -> Problem.notFound("There is no workspace '" + workspaceId + "'."));
        if (!active) {
            throw Problem.conflict(
                    "Workspace '" + workspaceId + "' is not active: its messaging channel is not configured.");
        }
    }

    private static WorkflowOptions options(String id, Duration longest, String what, String askedBy) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.RECONCILE)
                .setWorkflowId(id)
                .setWorkflowExecutionTimeout(longest)
                .setStaticSummary(what + ", asked for by " + askedBy)
                .build();
    }

    private interface Start {
        WorkflowExecution now();
    }

    private static Asked startOrFind(Start start) {
        try {
            return new Asked(start.now(), false);
        } catch (WorkflowExecutionAlreadyStarted e) {
            return new Asked(e.getExecution(), true);
        }
    }
}
