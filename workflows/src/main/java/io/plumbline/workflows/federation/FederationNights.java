package io.plumbline.workflows.federation;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The nightly run in a zone whose clocks change (C1). A cron of Temporal would leave out the night in which its time is left
 * out, and come twice in the one that has it twice. This one lives for ever: its timer is the schedule.
 */
@WorkflowInterface
public interface FederationNights {

    /** @param last the night that was run last; null at the begin */
    @WorkflowMethod
    void run(@Nullable Instant last);
}
