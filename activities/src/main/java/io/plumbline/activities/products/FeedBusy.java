package io.plumbline.activities.products;

import java.time.Duration;

/** The feed asks to come again later. */
final class FeedBusy extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    FeedBusy(Duration retryAfter) {
        super("The feed asks to come again after " + retryAfter.toSeconds() + " s");
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
