package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a sweep.
 *
 * @param trigger null is manual
 * @param staleAfter the threshold; null is the setting's
 * @param dryRun report what would be flagged, write nothing
 * @param progress how far it has come, when a long sweep goes on as a new run; null at the start
 */
public record SweepRequest(
        @Nullable Trigger trigger,
        @Nullable Duration staleAfter,
        boolean dryRun,
        @Nullable SweepProgress progress) {

    public static SweepRequest by(Trigger trigger) {
        return new SweepRequest(trigger, null, false, null);
    }

    SweepRequest continuedFrom(SweepProgress reached) {
        return new SweepRequest(trigger, staleAfter, dryRun, reached);
    }
}
