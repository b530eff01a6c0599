package io.plumbline.worker.reconcile;

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

    ReconcileCommands(WorkflowClient client) {
        this.client = client;
    }

    public WorkflowExecution sweepAll(@Nullable Duration staleAfter, boolean dryRun, String askedBy) {
        var sweep = client.newWorkflowStub(
                ReconcileSweep.class, options(ReconcileSweep.ID, "A sweep over all workspaces", askedBy));
        var request = new SweepRequest(Trigger.manual, staleAfter, dryRun, null);
        return startOrFind(() -> WorkflowClient.start(sweep::sweep, request));
    }

    public WorkflowExecution runWorkspace(String workspaceId, @Nullable Duration staleAfter, String askedBy) {
        var id = ReconcileWorkspace.id(workspaceId);
        var workflow = client.newWorkflowStub(
                ReconcileWorkspace.class, options(id, "A run of workspace " + workspaceId, askedBy));
        var request = WorkspaceRequest.manual(workspaceId, staleAfter, false);
        return startOrFind(() -> WorkflowClient.start(workflow::reconcile, request));
    }

    private static WorkflowOptions options(String id, String what, String askedBy) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.RECONCILE)
                .setWorkflowId(id)
                .setStaticSummary(what + ", asked for by " + askedBy)
                .build();
    }

    private interface Start {
        WorkflowExecution now();
    }

    private static WorkflowExecution startOrFind(Start start) {
        try {
            return start.now();
        } catch (WorkflowExecutionAlreadyStarted e) {
            return e.getExecution();
        }
    }
}
