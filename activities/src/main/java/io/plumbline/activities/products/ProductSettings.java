package io.plumbline.activities.products;

import io.plumbline.workflows.products.ProductSyncRequest;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What of products an operator may change.
 *
 * @param url of the feed, which answers at {@code <url>/products?page=N}; null is none
 * @param token sent as a bearer token
 * @param interval between the beginnings of two runs, until somebody says otherwise
 * @param firstRunAfter how long after the worker's start the first run begins
 * @param attempts of one run
 * @param firstWait before the second attempt; doubles before each further one
 * @param connectTimeout how long the feed may take to be there
 * @param pageTimeout how long it may take for a page
 * @param longestWait the longest that the feed may ask us to wait ({@code Retry-After})
 * @param largestPage the most bytes of a page
 * @param keepSessionsFor how long sessions are kept
 */
@ConfigurationProperties("plumbline.products")
public record ProductSettings(
        @Nullable URI url,
        @Nullable String token,
        @DefaultValue("30m") Duration interval,
        @DefaultValue("5s") Duration firstRunAfter,
        @DefaultValue("3") int attempts,
        @DefaultValue("5s") Duration firstWait,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration pageTimeout,
        @DefaultValue("1m") Duration longestWait,
        @DefaultValue("16MB") DataSize largestPage,
        @DefaultValue("30d") Duration keepSessionsFor) {

    private static final int MOST_ATTEMPTS = 10;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration HEARTBEAT =
            Duration.ofSeconds(50); // a page must come within the worker's sign of life

    public ProductSettings {
        url = url == null || url.toString().isBlank() ? null : url;
        token = token == null || token.isBlank() ? null : token;
        if (url != null && (url.getHost() == null || !isHttp(url))) {
            throw new IllegalArgumentException(
                    "plumbline.products.url must begin with http:// or https:// and name a host; it is " + url);
        }
        if (interval.toSecondsPart() != 0
                || interval.toMinutes() > Integer.MAX_VALUE
                || !ProductSyncRequest.isPossible((int) interval.toMinutes())) {
            throw new IllegalArgumentException(
                    "plumbline.products.interval must be from 1 to 1440 whole minutes; it is " + interval);
        }
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "plumbline.products.attempts must be from 1 to " + MOST_ATTEMPTS + "; it is " + attempts);
        }
        requireBetween("first-run-after", Duration.ZERO, A_DAY, firstRunAfter);
        requireBetween("first-wait", Duration.ofMillis(1), A_DAY, firstWait);
        requireBetween("connect-timeout", Duration.ofMillis(1), HEARTBEAT, connectTimeout);
        requireBetween("page-timeout", Duration.ofMillis(1), HEARTBEAT, pageTimeout);
        requireBetween("longest-wait", Duration.ZERO, A_DAY, longestWait);
        requireBetween("keep-sessions-for", Duration.ofHours(1), Duration.ofDays(36_500), keepSessionsFor);
        if (largestPage.toBytes() < 1
                || largestPage.toBytes() > DataSize.ofGigabytes(1).toBytes()) {
            throw new IllegalArgumentException(
                    "plumbline.products.largest-page must be from 1B to 1GB; it is " + largestPage);
        }
    }

    int intervalMinutes() {
        return (int) interval.toMinutes();
    }

    private static boolean isHttp(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    }

    private static void requireBetween(String name, Duration least, Duration most, Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.products." + name + " must be from " + least + " to " + most + "; it is " + value);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ProductSettings[" + url + ", every " + interval + "]";
    }
}
