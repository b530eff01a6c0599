package io.plumbline.worker.temporal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a worker works, and how it ends.
 *
 * @param deadlockAfter how long a workflow may compute without a pause before that is taken for a deadlock, and tried again
 * @param finishWithin how long a worker that is told to end finishes the activities that it has begun
 * @param registerSearchAttributes registers the search attributes of runs that the server does not have; those that it
 *     has are used either way
 */
@ConfigurationProperties("plumbline.temporal")
record WorkerSettings(
        @DefaultValue("10s") Duration deadlockAfter,
        @DefaultValue("20s") Duration finishWithin,
        @DefaultValue("true") boolean registerSearchAttributes) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    WorkerSettings {
        if (deadlockAfter.compareTo(SHORTEST) < 0 || deadlockAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.temporal.deadlock-after must be from 1s to an hour; it is " + deadlockAfter);
        }
        if (finishWithin.isNegative() || finishWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.temporal.finish-within must be from 0s to an hour; it is " + finishWithin);
        }
    }
}
