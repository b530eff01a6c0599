package io.plumbline.worker.conversation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When something happened, as its sender says. */
final class EventTime {

    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
    private static final Instant EARLIEST =
            Instant.parse("2000-01-01T00:00:00Z"); // before it, a clock or a unit is wrong

    private EventTime() {}

    /**
     * A future event would make the contact look active for ever, so no more than clocks may differ by.
     *
     * @return why it cannot be; null when it can
     */
    static @Nullable String problem(Instant said, Instant now) {
        if (said.isBefore(EARLIEST)) {
            return "It is before the year 2000.";
        }
        return said.isAfter(now.plus(CLOCKS_DIFFER_BY)) ? "It is in the future." : null;
    }

    /** As said, but no later than now. */
    static Instant of(Instant said, Instant now) {
        return said.isAfter(now) ? now : said;
    }
}
