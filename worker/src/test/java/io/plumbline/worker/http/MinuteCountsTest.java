package io.plumbline.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counting in memory. */
@Tag("C18")
class MinuteCountsTest {

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final MinuteCounts counts = new MinuteCounts(3, () -> now);

    private long taken(String key, int times) {
        return IntStream.range(0, times).filter(i -> counts.take(key)).count();
    }

    @Test
    void each_key_has_so_many_in_a_minute_and_then_begins_anew() {
        assertThat(taken("one", 5)).isEqualTo(3);
        now = now.plusSeconds(20);
        assertThat(taken("other", 2)).isEqualTo(2);
        assertThat(taken("one", 1)).isZero();
        assertThat(counts.untilNext("one")).isEqualTo(Duration.ofSeconds(40));

        now = now.plusSeconds(40);
        assertThat(taken("one", 5)).isEqualTo(3);
        assertThat(taken("other", 5)).isEqualTo(1);
    }

    @Test
    void it_forgets_the_key_that_has_been_quiet_longest_rather_than_grow() {
        taken("noisy", 3);
        taken("quiet", 3);
        for (int i = 0; i < 10_000; i++) {
            taken("noisy", 1);
            taken("key " + i, 1);
        }

        assertThat(taken("noisy", 1)).isZero();
        assertThat(taken("quiet", 1)).isEqualTo(1);
    }
}
