package io.plumbline.workflows.run;

import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;

/** Runs tasks of one workflow side by side, so many at a time. A slow task keeps its own place and nobody else's. */
public final class FanOut {

    private int inFlight;

    /** Starts the task as soon as fewer than {@code limit} are under way. The task handles its own failures. */
    public void start(int limit, Functions.Func<Promise<?>> task) {
        Workflow.await(() -> inFlight < limit);
        inFlight++;
        task.apply().handle((done, failure) -> {
            inFlight--;
            return null;
        });
    }

    /** Waits until all that was started has ended. */
    public void awaitAll() {
        Workflow.await(() -> inFlight == 0);
    }
}
