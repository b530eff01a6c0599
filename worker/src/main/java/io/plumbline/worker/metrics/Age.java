package io.plumbline.worker.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** An age as gauges tell it. It is measured when it is scraped, so that it also grows while our tables cannot be read. */
public final class Age {

    private Age() {}

    /**
     * In seconds.
     *
     * @param none the age of what is not there
     */
    public static double of(@Nullable Instant since, InstantSource clock, double none) {
        return since == null ? none : Duration.between(since, clock.instant()).toMillis() / 1000.0;
    }
}
