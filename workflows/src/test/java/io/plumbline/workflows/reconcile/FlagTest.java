package io.plumbline.workflows.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a flag says. */
class FlagTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT1H0.001S, 1",
        "PT1H29M59.999S, 1",
        "PT1H30M, 2",
        "PT2H29M, 2",
        "PT23H30M, 24",
        "PT26H, 26",
        "P400D, 9600"
    })
    @Tag("A5")
    void it_tells_the_rounded_hours_without_activity(Duration quiet, long hours) {
        assertThat(Flag.text(NOW.minus(quiet), NOW)).isEqualTo("Sync check: No activity for " + hours + " hours");
    }
}
