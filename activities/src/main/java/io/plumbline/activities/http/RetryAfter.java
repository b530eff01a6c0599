package io.plumbline.activities.http;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long an answer asks us to wait: {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {}

    /** Never negative; empty when it does not say, or not so that it can be read. */
    public static Optional<Duration> of(HttpResponse<?> answer, Instant now) {
        return answer.headers().firstValue("Retry-After").map(String::strip).flatMap(value -> read(value, now));
    }

    private static Optional<Duration> read(String value, Instant now) {
        try {
            var wait = value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
