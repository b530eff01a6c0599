package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;

/** Temporal's test server with time skipping, and a worker of reconcile with the given hands. */
final class ReconcileWorld implements AutoCloseable {

    final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
            .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder().build())
            .build());
    final WorkflowClient client = temporal.getWorkflowClient();

    ReconcileWorld(ReconcileActivities hands) {
        this(hands, ReconcileSweepImpl.class, ReconcileWorkspaceImpl.class);
    }

    ReconcileWorld(
            ReconcileActivities hands,
            Class<? extends ReconcileSweep> sweep,
            Class<? extends ReconcileWorkspace> workspace) {
        var worker = temporal.newWorker(TaskQueues.RECONCILE);
        worker.registerWorkflowImplementationTypes(ScheduledReconcileImpl.class, sweep, workspace);
        worker.registerActivitiesImplementations(hands);
        temporal.start();
    }

    ReconcileSweep newSweep() {
        return newSweep(ReconcileSweep.ID);
    }

    ReconcileSweep newSweep(String id) {
        return client.newWorkflowStub(ReconcileSweep.class, options(id).build());
    }

    ReconcileWorkspace newRun(String workspaceId) {
        return client.newWorkflowStub(
                ReconcileWorkspace.class,
                options(ReconcileWorkspace.id(workspaceId)).build());
    }

    static WorkflowOptions.Builder options(String id) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.RECONCILE)
                .setWorkflowId(id)
                .setWorkflowExecutionTimeout(Duration.ofDays(30));
    }

    @Override
    public void close() {
        temporal.close();
    }
}
