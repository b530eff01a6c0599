package io.plumbline.workflows.federation;

import java.time.Duration;

/**
 * How long a failed sync waits before it is tried again: twice as long each time (C14).
 *
 * @param first the wait after the first failure
 */
public record Backoff(Duration first) {

    public static final Backoff DEFAULT = new Backoff(Duration.ofMinutes(1));

    private static final int MOST_DOUBLINGS = 20; // of a minute: two years

    public Backoff {
        if (first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("first must be longer than zero; it was " + first);
        }
    }

    /** @param retryCount how many retries there were already: 0 after the first failure */
    public Duration before(int retryCount) {
        if (retryCount < 0) {
            throw new IllegalArgumentException("retryCount must not be negative; it was " + retryCount);
        }
        return first.multipliedBy(1L << Math.min(retryCount, MOST_DOUBLINGS));
    }
}
