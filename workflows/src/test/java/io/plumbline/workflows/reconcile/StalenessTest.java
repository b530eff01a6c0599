package io.plumbline.workflows.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule that says which contacts are quiet too long. */
class StalenessTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Property
    @Tag("A3")
    void stale_means_older_than_the_threshold(
            @ForAll @LongRange(min = 1, max = 10_000_000_000L) long thresholdMillis,
            @ForAll @LongRange(min = -1_000, max = 20_000_000_000L) long quietMillis) {
        var staleness = new Staleness(Duration.ofMillis(thresholdMillis));

        assertThat(staleness.isStale(NOW.minusMillis(quietMillis), NOW)).isEqualTo(quietMillis > thresholdMillis);
    }

    @Test
    @org.junit.jupiter.api.Tag("A3")
    void exactly_as_old_as_the_threshold_is_not_stale() {
        var staleness = new Staleness(Duration.ofHours(1));

        assertThat(staleness.isStale(NOW.minus(Duration.ofHours(1)), NOW)).isFalse();
        assertThat(staleness.isStale(NOW.minus(Duration.ofHours(1)).minusNanos(1_000), NOW))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-5M", "PT0S", "P36501D"})
    @org.junit.jupiter.api.Tag("A13")
    void a_threshold_that_cannot_be_meant_is_refused_in_plain_words(String threshold) {
        assertThatThrownBy(() -> new Staleness(Duration.parse(threshold)))
                .hasMessageContaining("staleAfter must be longer than zero")
                .hasMessageContaining("like PT1H; it was " + Duration.parse(threshold));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "P36500D"})
    @org.junit.jupiter.api.Tag("A13")
    void the_shortest_and_the_longest_threshold_are_taken(String threshold) {
        assertThat(new Staleness(Duration.parse(threshold)).threshold()).isEqualTo(Duration.parse(threshold));
    }
}
