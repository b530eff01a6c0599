package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Rejected;
import java.time.Duration;
import java.time.Instant;

/**
 * When a contact counts as gone quiet: its last activity is older than the threshold (A3). Exactly as old is not older.
 *
 * @param threshold longer than zero, or it is rejected
 */
public record Staleness(Duration threshold) {

    public Staleness {
        if (threshold.isNegative() || threshold.isZero()) {
            throw Rejected.because("staleAfter must be longer than zero, like PT1H; it was " + threshold);
        }
    }

    public boolean isStale(Instant lastActivity, Instant now) {
        return lastActivity.isBefore(quietBefore(now));
    }

    /** Activity before this instant is too long ago. */
    public Instant quietBefore(Instant now) {
        return now.minus(threshold);
    }
}
