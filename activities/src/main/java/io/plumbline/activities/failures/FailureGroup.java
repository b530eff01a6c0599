package io.plumbline.activities.failures;

import java.time.Instant;

/**
 * Open failures of one cause (B13).
 *
 * @param fingerprint names the group
 * @param source the sync that failed, like reconcile
 * @param error of the newest one
 * @param count how many there are
 * @param replaying how many of them are being replayed
 * @param workspaces of how many workspaces
 * @param oldest when the oldest failed first
 * @param newest when the newest failed first
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
