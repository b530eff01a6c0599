package io.plumbline.worker.federation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The numbers of the federation's webhooks that an operator may change.
 *
 * @param perMinute the most events of one connector in a minute, over all replicas; repeats do not count
 * @param unverifiedPerMinute the most requests of one address in a minute that are not signed by a connector, in each replica
 * @param tolerance how old or early the time of a signed request may be, where it has one
 * @param againAfter how long a repeat waits that may be a new event with the same bytes
 * @param pickUpEvery how often events are looked for that were not handed on
 * @param keepFor how long webhooks are listed
 * @param keepRefused the most refused ones that are listed
 * @param cleanUpEvery how often those bounds are seen to
 */
@ConfigurationProperties("plumbline.federation.webhook")
record WebhookSettings(
        @DefaultValue("100") int perMinute,
        @DefaultValue("100") int unverifiedPerMinute,
        @DefaultValue("5m") Duration tolerance,
        @DefaultValue("5s") Duration againAfter,
        @DefaultValue("5s") Duration pickUpEvery,
        @DefaultValue("30d") Duration keepFor,
        @DefaultValue("10000") int keepRefused,
        @DefaultValue("1m") Duration cleanUpEvery) {

    private static final int MOST_PER_MINUTE = 10_000; // the time of each is kept for a minute
    private static final Duration LONGEST_TOLERANCE = Duration.ofHours(1);

    WebhookSettings {
        requireBetween("per-minute", 1, MOST_PER_MINUTE, perMinute);
        requireBetween("unverified-per-minute", 1, MOST_PER_MINUTE, unverifiedPerMinute);
        requirePositive("tolerance", tolerance);
        requirePositive("again-after", againAfter);
        requirePositive("pick-up-every", pickUpEvery);
        requirePositive("keep-for", keepFor);
        requireBetween("keep-refused", 0, 1_000_000, keepRefused);
        requirePositive("clean-up-every", cleanUpEvery);
        if (tolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.federation.webhook.tolerance must be an hour at most; it is " + tolerance);
        }
        if (keepFor.compareTo(LONGEST_TOLERANCE.multipliedBy(2)) < 0) { // or the id of a repeat would be forgotten
            throw new IllegalArgumentException(
                    "plumbline.federation.webhook.keep-for must be two hours or more; it is " + keepFor);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "plumbline.federation.webhook." + name + " must be longer than zero; it is " + value);
        }
    }

    private static void requireBetween(String name, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("plumbline.federation.webhook." + name + " must be from " + least
                    + " to " + most + "; it is " + value);
        }
    }
}
