package io.plumbline.bench;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The baseline of a full sweep: the same fan-out over as many child workflows, which do nothing. */
@WorkflowInterface
public interface NoOpSweep {

    @WorkflowMethod
    void sweep(int from, int to, int inFlight);
}
