package io.plumbline.worker.federation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long federation keeps what it wrote down (E9).
 *
 * @param keepHistory syncs, with their changes and conflicts
 * @param keepJobs jobs that have ended
 * @param cleanUpEvery how often it is seen to
 */
@ConfigurationProperties("plumbline.federation")
record FederationKeepSettings(
        @DefaultValue("365d") Duration keepHistory,
        @DefaultValue("90d") Duration keepJobs,
        @DefaultValue("1m") Duration cleanUpEvery) {

    private static final Duration MOST = Duration.ofDays(36_500);

    FederationKeepSettings {
        requirePossible("keep-history", keepHistory);
        requirePossible("keep-jobs", keepJobs);
        requirePossible("clean-up-every", cleanUpEvery);
    }

    private static void requirePossible(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("plumbline.federation." + name
                    + " must be longer than zero, and no more than a hundred years; it is " + value);
        }
    }
}
