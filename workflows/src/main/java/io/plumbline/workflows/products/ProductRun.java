package io.plumbline.workflows.products;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run that has begun.
 *
 * @param attempts how many it has (D4)
 * @param firstWait before the second attempt; doubles before each further one
 * @param attempt the one that is under way, for a workflow that was continued; null is the first
 */
public record ProductRun(
        long sessionId,
        int attempts,
        Duration firstWait,
        @Nullable Integer attempt) {

    Duration waitAfter(int attempt) {
        return firstWait.multipliedBy(1L << (attempt - 1));
    }

    ProductRun continuedAt(int attempt) {
        return new ProductRun(sessionId, attempts, firstWait, attempt);
    }
}
