package io.plumbline.workflows.products;

import org.jspecify.annotations.Nullable;

/**
 * How often products are to be synced, like {@code {"intervalMinutes":30}}.
 *
 * @param intervalMinutes from 1 to 1,440; null is the default
 */
public record ProductSyncRequest(@Nullable Integer intervalMinutes) {

    public static final int LEAST_MINUTES = 1;
    public static final int MOST_MINUTES = 1_440;

    public static boolean isPossible(int minutes) {
        return minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES;
    }
}
