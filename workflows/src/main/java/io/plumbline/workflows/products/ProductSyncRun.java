package io.plumbline.workflows.products;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** One run: its attempts, and its pauses (D4, D5, D8). */
@WorkflowInterface
public interface ProductSyncRun {

    static String id(long sessionId) {
        return "products/" + sessionId;
    }

    @WorkflowMethod
    ProductRunOutcome sync(@Nullable ProductRun run);

    /** A pause may be over. */
    @SignalMethod
    void changed();
}
