package io.plumbline.worker.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Times and durations as people say them. {@code app.js} says the same, so that they stay true while a page is open. */
@Component("words")
final class Words {

    private final InstantSource clock;

    Words(InstantSource clock) {
        this.clock = clock;
    }

    /** Like {@code 3 min ago} or {@code in 12 min}. */
    public String ago(Instant instant) {
        var seconds = Duration.between(instant, clock.instant()).toSeconds();
        var distance = distance(Math.abs(seconds));
        if (distance.isEmpty()) {
            return "just now";
        }
        return seconds < 0 ? "in " + distance : distance + " ago";
    }

    private static String distance(long seconds) {
        if (seconds < 5) {
            return "";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }

    /** Like {@code 34 ms}, {@code 1.2 s}, {@code 1 h 30 min}. */
    public String span(Duration duration) {
        if (duration.toSeconds() < 1) {
            return duration.toMillis() + " ms";
        }
        if (duration.toMinutes() < 1) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
        }
        return Stream.of(
                        part(duration.toHours(), "h"),
                        part(duration.toMinutesPart(), "min"),
                        part(duration.toSecondsPart(), "s"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String part(long amount, String unit) {
        return amount == 0 ? "" : amount + " " + unit;
    }
}
