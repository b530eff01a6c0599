package io.plumbline.infra.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a schedule fires, and has fired. */
class CronScheduleTest {

    @ParameterizedTest(name = "{0} at {1}: {2} missed")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 * * * *        | 2026-03-02T10:30:00Z     | 1 | 2026-03-02T09:30:00Z",
                "0 * * * *        | 2026-03-02T10:30:00Z     | 2 | 2026-03-02T08:30:00Z",
                "0 * * * *        | 2026-03-02T10:00:00.001Z | 2 | 2026-03-02T08:00:00.001Z",
                "0 3 1 * *        | 2026-03-15T00:00:00Z     | 2 | 2026-01-15T00:00:00Z",
                // it pauses at night
                "*/10 8-17 * * *  | 2026-03-02T17:55:00Z     | 2 | 2026-03-02T17:35:00Z",
                "*/10 8-17 * * *  | 2026-03-02T18:10:00Z     | 1 | 2026-03-02T17:50:00Z",
                "*/10 8-17 * * *  | 2026-03-02T18:10:00Z     | 2 | 2026-03-02T17:40:00Z",
                "*/10 8-17 * * *  | 2026-03-03T07:59:00Z     | 2 | 2026-03-02T17:40:00Z",
                "*/10 8-17 * * *  | 2026-03-03T08:05:00Z     | 2 | 2026-03-02T17:45:00Z",
                "*/10 8-17 * * *  | 2026-03-03T08:15:00Z     | 2 | 2026-03-02T17:55:00Z",
                "*/10 8-17 * * *  | 2026-03-03T08:25:00Z     | 2 | 2026-03-03T08:05:00Z",
                // and over the weekend
                "0 9 * * 1-5      | 2026-03-02T08:00:00Z     | 2 | 2026-02-26T09:00:00Z",
            })
    @Tag("A16")
    void who_ran_last_before_this_has_missed_so_many_fires(String cron, Instant now, int fires, Instant before) {
        assertThat(CronSchedule.parse("cron", cron).missedBefore(now, fires)).isEqualTo(before);
    }
}
