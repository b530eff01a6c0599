package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileSweep;
import io.plumbline.workflows.reconcile.ReconcileSweepImpl;
import io.plumbline.workflows.reconcile.ReconcileWorkspace;
import io.plumbline.workflows.reconcile.ReconcileWorkspaceImpl;
import io.plumbline.workflows.reconcile.SweepRequest;
import io.plumbline.workflows.reconcile.SweepTotals;
import io.plumbline.workflows.reconcile.WorkspaceRequest;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;

/** Workers in this process, ours and the baseline's, on one Temporal server. */
final class Engine implements AutoCloseable {

    private static final String NO_OP = "no-op";

    private final Workers workers;
    private final WorkflowClient client;

    Engine(EmbeddedTemporal temporal, ReconcileActivities activities) {
        workers = new Workers(temporal)
                .add(TaskQueues.RECONCILE, activities, ReconcileSweepImpl.class, ReconcileWorkspaceImpl.class)
                .add(NO_OP, (NoOp.Activity) () -> {}, NoOpSweepImpl.class, NoOpImpl.class);
        client = workers.client();
        workers.start();
    }

    SweepTotals sweep() {
        return client.newWorkflowStub(ReconcileSweep.class, options(TaskQueues.RECONCILE, ReconcileSweep.ID))
                .sweep(SweepRequest.by(Trigger.manual));
    }

    void sweepNothing(int workflows, int inFlight) {
        client.newWorkflowStub(NoOpSweep.class, options(NO_OP, NO_OP)).sweep(0, workflows, inFlight);
    }

    void reconcile(String workspaceId) {
        var id = ReconcileWorkspace.id(workspaceId);
        client.newWorkflowStub(ReconcileWorkspace.class, options(TaskQueues.RECONCILE, id))
                .reconcile(WorkspaceRequest.manual(workspaceId, null, false));
    }

    private static WorkflowOptions options(String queue, String id) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(queue)
                .setWorkflowId(id)
                .build();
    }

    /** Events in the longest history among the runs that a sweep is made of. */
    int longestHistoryOfSweep(String firstRunId) {
        int longest = 0;
        for (var runId = firstRunId; !runId.isEmpty(); ) {
            var events = client.fetchHistory(ReconcileSweep.ID, runId).getEvents();
            longest = Math.max(longest, events.size());
            runId = events.get(events.size() - 1)
                    .getWorkflowExecutionContinuedAsNewEventAttributes()
                    .getNewExecutionRunId();
        }
        return longest;
    }

    /** Starts a sweep and says where its first run is. */
    WorkflowExecution startSweep() {
        var stub = client.newWorkflowStub(ReconcileSweep.class, options(TaskQueues.RECONCILE, ReconcileSweep.ID));
        return WorkflowClient.start(stub::sweep, SweepRequest.by(Trigger.manual));
    }

    SweepTotals result(WorkflowExecution sweep) {
        return WorkflowStub.fromTyped(client.newWorkflowStub(ReconcileSweep.class, sweep.getWorkflowId()))
                .getResult(SweepTotals.class);
    }

    @Override
    public void close() {
        workers.close();
    }
}
