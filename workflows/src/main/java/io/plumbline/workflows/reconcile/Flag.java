package io.plumbline.workflows.reconcile;

import java.time.Duration;
import java.time.Instant;

/** The note that tells people of a quiet contact (A5). */
public final class Flag {

    /** Who adds flags. A note of this author is a flag, and has a cooldown. */
    public static final String AUTHOR = "background-sync";

    private Flag() {}

    public static String text(Instant lastActivity, Instant now) {
        return "Sync check: No activity for " + hoursQuiet(lastActivity, now) + " hours";
    }

    /** Rounded to the nearest hour; a half rounds up. */
    public static long hoursQuiet(Instant lastActivity, Instant now) {
        return Math.round(Duration.between(lastActivity, now).toMillis()
                / (double) Duration.ofHours(1).toMillis());
    }
}
