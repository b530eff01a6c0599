package io.plumbline.infra.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A nightly schedule in the nights in which clocks change. */
@Tag("C1")
class NightsOfZonesTest {

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // forward at 01:00 to 02:00, and back at 02:00 to 01:00
                "Europe/Dublin       | 0 2 * * *  | 2026-03-29T01:00:00Z",
                "Europe/Dublin       | 30 1 * * * | 2026-03-29T01:00:00Z", // left out
                "Europe/Dublin       | 0 2 * * *  | 2026-10-25T02:00:00Z",
                "Europe/Dublin       | 30 1 * * * | 2026-10-25T00:30:00Z", // twice
                // forward at 02:00 to 03:00, and back at 02:00 to 01:00
                "America/New_York    | 0 2 * * *  | 2026-03-08T07:00:00Z", // left out
                "America/New_York    | 30 2 * * * | 2026-03-08T07:00:00Z", // left out
                "America/New_York    | 0 2 * * *  | 2026-11-01T07:00:00Z",
                "America/New_York    | 0 1 * * *  | 2026-11-01T05:00:00Z", // twice
                // forward at 02:00 to 02:30, and back at 02:00 to 01:30
                "Australia/Lord_Howe | 0 2 * * *  | 2026-10-03T15:30:00Z", // left out
                "Australia/Lord_Howe | 30 2 * * * | 2026-10-03T15:30:00Z",
                "Australia/Lord_Howe | 0 2 * * *  | 2026-04-04T15:30:00Z",
                "Australia/Lord_Howe | 45 1 * * * | 2026-04-04T14:45:00Z", // twice
                // forward at 24:00 to 01:00, and back at 24:00 to 23:00 of the day before
                "America/Santiago    | 0 2 * * *  | 2026-09-06T05:00:00Z",
                "America/Santiago    | 0 0 * * *  | 2026-09-06T04:00:00Z", // left out
                "America/Santiago    | 0 2 * * *  | 2026-04-05T06:00:00Z",
                "America/Santiago    | 30 23 * * * | 2026-04-05T02:30:00Z", // twice
            })
    void a_time_that_clocks_leave_out_fires_when_they_have_jumped_and_one_that_they_show_twice_the_first_time(
            String zone, String cron, Instant fire) {
        var nights = schedule(cron, zone);

        assertThat(nights.nextAfter(fire.minusSeconds(3_600))).isEqualTo(fire);
        assertThat(nights.nextAfter(fire.minusNanos(1))).isEqualTo(fire);
        assertThat(nights.nextAfter(fire)).isAfter(fire.plusSeconds(22 * 3_600));
        // whoever ran last before the fire of the night before has missed that one
        assertThat(nights.missedBefore(fire.plusSeconds(5_400), 1)).isBeforeOrEqualTo(fire);
        assertThat(nights.missedBefore(fire.plusSeconds(5_400), 1)).isAfter(fire.minusSeconds(24 * 3_600));
    }

    @ParameterizedTest(name = "{0} about {1}")
    @CsvSource({
        "Europe/Dublin, 2026-03-29",
        "Europe/Dublin, 2026-10-25",
        "America/New_York, 2026-03-08",
        "America/New_York, 2026-11-01",
        "Australia/Lord_Howe, 2026-10-04",
        "Australia/Lord_Howe, 2026-04-05",
        "America/Santiago, 2026-09-06",
        "America/Santiago, 2026-04-05",
    })
    void each_local_day_has_one_fire_whatever_the_time_of_day(ZoneId zone, LocalDate change) {
        var days = change.minusDays(2).datesUntil(change.plusDays(3)).toList();
        var begin = days.get(0).atStartOfDay(zone).toInstant();
        var end = change.plusDays(3).atStartOfDay(zone).toInstant();
        assertThat(zone.getRules().nextTransition(begin).getInstant())
                .as("clocks change")
                .isBefore(end);

        for (var minute = 0; minute < 24 * 60; minute += 15) {
            var nights = schedule("%d %d * * *".formatted(minute % 60, minute / 60), zone.getId());
            var fires = Stream.iterate(nights.nextAfter(begin.minusNanos(1)), nights::nextAfter)
                    .takeWhile(fire -> fire.isBefore(end));
            assertThat(fires.map(fire -> LocalDate.ofInstant(fire, zone)))
                    .as("minute %d of the day", minute)
                    .containsExactlyElementsOf(days);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // 23:30 was shown for the first time two hours ago, and is not shown for the second time yet
        "30 23 * * *, America/Santiago, 2026-04-05T03:15:00Z, 2026-04-04T03:15:00Z",
        // 25 hours lie between these two nights, and 23 between those
        "0 2 * * *, America/New_York, 2026-11-01T08:00:00Z, 2026-10-31T07:00:00Z",
        "0 2 * * *, America/New_York, 2026-03-09T06:30:00Z, 2026-03-08T07:30:00Z",
    })
    @Tag("A16")
    void a_night_counts_as_missed_by_the_clocks_of_its_zone(String cron, String zone, Instant now, Instant before) {
        assertThat(schedule(cron, zone).missedBefore(now, 1)).isEqualTo(before);
    }

    private static CronSchedule schedule(String cron, String zone) {
        return CronSchedule.parse("cron", cron).in(ZoneId.of(zone));
    }
}
