package io.plumbline.worker.patience;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient an answer is. What is not there in time is answered with 503, so that a silent part keeps nobody waiting.
 *
 * @param databaseWithin how long one answer waits for the database in all; at least 250 ms
 * @param databaseConnections how many connections are kept for answers alone, so that work never takes the last one
 * @param temporalWithin how long one call to Temporal is tried; it may end two thirds later, as the SDK sleeps before it looks
 */
@ConfigurationProperties("plumbline.answers")
record AnswerSettings(
        @DefaultValue("1200ms") Duration databaseWithin,
        @DefaultValue("10") int databaseConnections,
        @DefaultValue("800ms") Duration temporalWithin) {

    static final Duration LEAST = Duration.ofMillis(250); // that the pool takes

    AnswerSettings {
        requireLongEnough("database-within", databaseWithin);
        requireLongEnough("temporal-within", temporalWithin);
        if (databaseConnections < 1 || databaseConnections > 1_000) {
            throw new IllegalArgumentException(
                    "plumbline.answers.database-connections must be from 1 to 1000; it is " + databaseConnections);
        }
    }

    private static void requireLongEnough(String name, Duration value) {
        if (value.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "plumbline.answers." + name + " must be 250ms or longer; it is " + value);
        }
    }
}
