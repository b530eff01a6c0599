package io.plumbline.workflows.reconcile;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Goes over every active workspace once (A1, A2). Workspaces with nothing to flag are settled a page at a time in the
 * database; each of the others gets a workflow of its own (A17).
 */
@WorkflowInterface
public interface ReconcileSweep {

    /** The workflow id of the scheduled sweep; one that is started by hand may have any. */
    String ID = "reconcile/sweep";

    /** The workflow id of a dry one that people ask us for: it takes nobody's place. */
    String DRY_ID = "reconcile/sweep/dry";

    /** One that takes longer is stuck, and ended, so that the next may begin. */
    Duration LONGEST = Duration.ofHours(6);

    /** @param request null is a manual sweep with the settings' defaults */
    @WorkflowMethod
    SweepTotals sweep(@Nullable SweepRequest request);
}
