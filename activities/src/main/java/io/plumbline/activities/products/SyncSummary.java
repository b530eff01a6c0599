package io.plumbline.activities.products;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions come to (D6).
 *
 * @param total with those that run
 * @param average duration of those that have ended
 * @param lastAt when the newest one began
 */
public record SyncSummary(
        int total,
        int successful,
        int failed,
        Duration average,
        @Nullable Instant lastAt,
        @Nullable String lastStatus) {}
