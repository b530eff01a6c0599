package io.plumbline.workflows.reconcile;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The hourly cron run (A1). It starts one sweep, waits for it, and never fails, so that the schedule goes on. */
@WorkflowInterface
public interface ScheduledReconcile {

    /** The workflow id, and of the sweep that it starts. */
    String ID = "reconcile";

    /** @return what the sweep found, or why it failed, as a sentence */
    @WorkflowMethod
    String run();
}
