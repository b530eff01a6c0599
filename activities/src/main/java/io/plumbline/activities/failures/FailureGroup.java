package io.plumbline.activities.failures;

import java.time.Instant;

/**
 * Open failures of one cause (B13).
 *
 * @param error of the newest one
 * @param replaying how many of them are being replayed
 */
public record FailureGroup(
        String fingerprint,
        String source,
        String error,
        int count,
        int replaying,
        int workspaces,
        Instant oldest,
        Instant newest) {

    /** How many a replay would take. */
    public int left() {
        return count - replaying;
    }
}
