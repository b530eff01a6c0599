package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a failed sync waits. */
class BackoffTest {

    @ParameterizedTest(name = "after {0} retries, with {1}: {2}")
    @CsvSource({
        "0, PT1M, PT1M",
        "1, PT1M, PT2M",
        "2, PT1M, PT4M",
        "3, PT1M, PT8M",
        "0, PT0.2S, PT0.2S",
        "2, PT0.2S, PT0.8S",
        "2147483647, PT1M, PT1048576M", // no overflow
    })
    @Tag("C14")
    void it_waits_twice_as_long_each_time(int retryCount, Duration first, Duration wait) {
        assertThat(new Backoff(first).before(retryCount)).isEqualTo(wait);
    }

    @Test
    @Tag("C14")
    void the_first_wait_is_a_minute() {
        assertThat(Backoff.DEFAULT.before(0)).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1M"})
    @Tag("C14")
    void no_time_is_no_wait(Duration first) {
        assertThatThrownBy(() -> new Backoff(first)).hasMessage("first must be longer than zero; it was " + first);
        assertThatThrownBy(() -> Backoff.DEFAULT.before(-1)).hasMessage("retryCount must not be negative; it was -1");
    }
}
