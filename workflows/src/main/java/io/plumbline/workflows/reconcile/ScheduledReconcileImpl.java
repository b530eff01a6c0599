package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Trigger;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;

public final class ScheduledReconcileImpl implements ScheduledReconcile {

    private final ReconcileSweep sweep = Workflow.newChildWorkflowStub(
            ReconcileSweep.class,
            ChildWorkflowOptions.newBuilder()
                    .setWorkflowId(ReconcileSweep.ID)
                    .setWorkflowExecutionTimeout(ReconcileSweep.LONGEST)
                    .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                    .setStaticSummary("The hourly sweep over all active workspaces")
                    .build());

    @Override
    public String run() {
        try {
            return sweep.sweep(SweepRequest.by(Trigger.scheduled)).sentence();
        } catch (TemporalFailure e) {
            // a cron run that fails would be noise here: the next hour tries again, and missed runs are seen in our
            // tables
            return "The sweep did not run to its end: " + Failures.reason(e);
        }
    }
}
