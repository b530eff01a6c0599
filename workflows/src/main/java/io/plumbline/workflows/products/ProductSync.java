package io.plumbline.workflows.products;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of the products (D1). It lives for ever, and its timer is the schedule. What people want of it is in the
 * table {@code sync_control}, so that it goes on as they want it when Temporal has lost it.
 */
@WorkflowInterface
public interface ProductSync {

    /** The workflow id: there is one. */
    String ID = "products";

    /** @param request with an interval it is a {@link #start}; without, the schedule is as the table has it */
    @WorkflowMethod
    void keepInSync(@Nullable ProductSyncRequest request);

    /** The schedule runs from now on, with this interval (D7). */
    @SignalMethod
    void start(@Nullable ProductSyncRequest request);

    /** No run begins any more; one that is under way comes to its end (D7). */
    @SignalMethod
    void stop();

    /** A run stops at its next page, and none begins, until the time is over (D8). */
    @SignalMethod
    void pause(@Nullable PauseRequest request);

    /** The pause is over. */
    @SignalMethod
    void resume();

    /** Runs once, now or when the pause is over. */
    @SignalMethod
    void syncNow();

    /** The table has news. For those who have written there themselves. */
    @SignalMethod
    void changed();

    /** What was last read from the table; null before that. */
    @QueryMethod
    @Nullable
    SyncState state();
}
