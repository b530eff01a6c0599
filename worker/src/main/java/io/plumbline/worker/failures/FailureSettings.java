package io.plumbline.worker.failures;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The numbers of the failure inbox that an operator may change.
 *
 * @param keepPerWorkspace the most rows of one workspace
 * @param cleanUpEvery how often it is seen to
 */
@ConfigurationProperties("plumbline.failures")
record FailureSettings(
        @DefaultValue("1000") int keepPerWorkspace,
        @DefaultValue("1m") Duration cleanUpEvery) {

    FailureSettings {
        if (keepPerWorkspace < 1) {
            throw new IllegalArgumentException(
                    "plumbline.failures.keep-per-workspace must be 1 or more; it is " + keepPerWorkspace);
        }
        if (cleanUpEvery.isNegative() || cleanUpEvery.isZero()) {
            throw new IllegalArgumentException(
                    "plumbline.failures.clean-up-every must be longer than zero; it is " + cleanUpEvery);
        }
    }
}
