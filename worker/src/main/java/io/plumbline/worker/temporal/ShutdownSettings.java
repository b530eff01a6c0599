package io.plumbline.worker.temporal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a worker ends.
 *
 * @param finishWithin how long a worker that is told to end finishes the activities that it has begun
 */
@ConfigurationProperties("plumbline.temporal")
record ShutdownSettings(@DefaultValue("20s") Duration finishWithin) {

    private static final Duration LONGEST = Duration.ofHours(1);

    ShutdownSettings {
        if (finishWithin.isNegative() || finishWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.temporal.finish-within must be from 0s to an hour; it is " + finishWithin);
        }
    }
}
