package io.plumbline.workflows.federation;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a date of birth: an ISO date of the years 1 to 9999, or an ISO date-time at midnight, as programs write that have
 * no type for dates. Its day is the day as written, whatever the offset. Any other time of day is not read: its day would
 * depend on the time zone, and a birthday that is silently off by one is worse than a member that is set aside.
 */
public final class BirthDate {

    private static final Pattern DAY =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(T00:00(:00([.]0+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?");

    private BirthDate() {}

    /** Empty for what is no date of birth. */
    public static Optional<LocalDate> of(String value) {
        if (isPlainDay(value)) {
            return day(value);
        }
        var day = DAY.matcher(Comparison.trimmed(value));
        return day.matches() ? day(day.group(1)) : Optional.empty();
    }

    /** As nearly all are, in each record of each sync: told without the pattern. */
    private static boolean isPlainDay(String value) {
        if (value.length() != 10) {
            return false;
        }
        for (var i = 0; i < 10; i++) {
            var character = value.charAt(i);
            var fits = (i == 4 || i == 7) ? character == '-' : (character >= '0' && character <= '9');
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** @param plain like 1990-05-01 */
    private static Optional<LocalDate> day(String plain) {
        var year = Integer.parseInt(plain, 0, 4, 10);
        if (year == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDate.of(year, Integer.parseInt(plain, 5, 7, 10), Integer.parseInt(plain, 8, 10, 10)));
        } catch (DateTimeException e) {
            return Optional.empty(); // like 1990-02-30
        }
    }
}
