package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run, as the activities need to know it. All of it is fixed when the run begins, so that a late retry decides the same.
 *
 * @param asOf the run's "now", for every decision in it (A8)
 * @param staleAfter the threshold; null is the setting's
 * @param key what makes this one run, however often it is tried: a workspace has one health row for each key
 * @param workflowId where people find the run in the Temporal UI, with {@code runId}
 */
public record ReconcileRun(
        Trigger trigger,
        Instant asOf,
        @Nullable Duration staleAfter,
        boolean dryRun,
        String key,
        String workflowId,
        String runId) {

    /** Whether both are the same run but for their workflows: they decide the same of the same contact. */
    public boolean isOfTheSweepOf(ReconcileRun other) {
        return key.equals(other.key)
                && asOf.equals(other.asOf)
                && trigger == other.trigger
                && Objects.equals(staleAfter, other.staleAfter);
    }
}
