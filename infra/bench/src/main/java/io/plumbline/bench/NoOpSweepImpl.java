package io.plumbline.bench;

import io.plumbline.workflows.run.FanOut;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;

public final class NoOpSweepImpl implements NoOpSweep {

    private static final long LONG_HISTORY = 3_000; // as in the sweep that it is compared with

    private final NoOpSweep nextRun = Workflow.newContinueAsNewStub(NoOpSweep.class);
    private final FanOut workflows = new FanOut();

    @Override
    public void sweep(int from, int to, int inFlight) {
        for (int n = from; n < to; n++) {
            if (Workflow.getInfo().getHistoryLength() > LONG_HISTORY) {
                workflows.awaitAll();
                nextRun.sweep(n, to, inFlight);
            }
            var workflow = Workflow.newChildWorkflowStub(
                    NoOp.class,
                    ChildWorkflowOptions.newBuilder()
                            .setWorkflowId("no-op/" + n)
                            .build());
            workflows.start(inFlight, () -> Async.procedure(workflow::run));
        }
        workflows.awaitAll();
    }
}
