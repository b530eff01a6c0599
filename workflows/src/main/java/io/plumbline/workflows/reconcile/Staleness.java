package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Rejected;
import java.time.Duration;
import java.time.Instant;

/**
 * When a contact counts as gone quiet: its last activity is older than the threshold (A3). Exactly as old is not older.
 *
 * @param threshold longer than zero and no more than a hundred years, or it is rejected
 */
public record Staleness(Duration threshold) {

    private static final Duration LONGEST = Duration.ofDays(36_500); // the database knows no time too long ago

    public Staleness {
        if (!isPossible(threshold)) {
            throw Rejected.because(
                    "staleAfter must be longer than zero, and no more than a hundred years, like PT1H; it was "
                            + threshold);
        }
    }

    public static boolean isPossible(Duration threshold) {
        return !threshold.isNegative() && !threshold.isZero() && threshold.compareTo(LONGEST) <= 0;
    }

    public boolean isStale(Instant lastActivity, Instant now) {
        return lastActivity.isBefore(quietBefore(now));
    }

    /** Activity before this instant is too long ago. */
    public Instant quietBefore(Instant now) {
        return now.minus(threshold);
    }
}
