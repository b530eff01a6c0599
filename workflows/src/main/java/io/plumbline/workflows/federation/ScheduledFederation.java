package io.plumbline.workflows.federation;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The nightly cron run (C1). It fills the queues and starts the organisations; it does not wait for them, and never fails. */
@WorkflowInterface
public interface ScheduledFederation {

    String ID = "federation";

    /** @return what was started, or why nothing was, as a sentence */
    @WorkflowMethod
    String run();
}
