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
        var day = DAY.matcher(Comparison.trimmed(value));
        if (!day.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(day.group(1))).filter(date -> date.getYear() > 0);
        } catch (DateTimeException e) {
            return Optional.empty(); // like 1990-02-30
        }
    }
}
