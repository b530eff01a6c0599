package io.plumbline.workflows.products;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the sync stands.
 *
 * @param running whether the schedule runs
 * @param configured whether there is a feed to read
 * @param nextRunAt null when none is planned
 * @param pausedUntil may be in the past: then the pause is over
 * @param runningSession the run that is under way
 */
public record SyncState(
        boolean running,
        int intervalMinutes,
        boolean configured,
        @Nullable Instant nextRunAt,
        @Nullable Instant lastRunAt,
        @Nullable Instant pausedUntil,
        @Nullable String pauseReason,
        @Nullable String pausedBy,
        @Nullable Long runningSession) {

    public boolean pausedAt(Instant now) {
        return pausedUntil != null && pausedUntil.isAfter(now);
    }

    String sentence() {
        if (!configured) {
            return "There is no feed to read: plumbline.products.url is not set";
        }
        var schedule = running ? "every " + intervalMinutes + " minutes" : "stopped";
        return schedule
                + (nextRunAt == null ? "" : "; the next run is at " + nextRunAt)
                + (pausedUntil == null ? "" : "; paused until " + pausedUntil + " (" + pauseReason + ")");
    }
}
