package io.plumbline.workflows.products;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a pause, like {@code {"reason":"orders are being taken","minutes":45}}.
 *
 * @param reason required
 * @param minutes after which it ends by itself, from 1 to 1,440; null is an hour
 */
public record PauseRequest(
        @Nullable String reason, @Nullable Integer minutes) {

    public static final int DEFAULT_MINUTES = 60;
    public static final int MOST_MINUTES = 1_440;
    public static final int LONGEST_REASON = 500;

    public static boolean isPossible(int minutes) {
        return minutes >= 1 && minutes <= MOST_MINUTES;
    }
}
