package io.plumbline.infra.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** When a cron expression fires. Takes the five UNIX fields, which every Temporal engine takes, and nothing else. */
public final class CronSchedule {

    private static final int FIRES_LOOKED_AT = 50;

    private final String expression;
    private final ZoneId zone;
    private final ExecutionTime times;

    private CronSchedule(String expression, ZoneId zone, ExecutionTime times) {
        this.expression = expression;
        this.zone = zone;
        this.times = times;
    }

    /** @throws IllegalArgumentException with a sentence that names the setting, for what an engine could not take */
    public static CronSchedule parse(String setting, String expression) {
        CronSchedule schedule;
        try {
            var cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(expression);
            schedule = new CronSchedule(expression, ZoneOffset.UTC, ExecutionTime.forCron(cron.validate()));
        } catch (IllegalArgumentException e) {
            // without the cause: what is shown to people is the innermost message
            throw new IllegalArgumentException(setting + "='" + expression
                    + "' is not a cron expression of five UNIX fields, like '0 * * * *': " + e.getMessage());
        }
        if (schedule.nextAfter(Instant.EPOCH).equals(Instant.MAX)) {
            throw new IllegalArgumentException(setting + "='" + expression + "' never fires.");
        }
        return schedule;
    }

    public String expression() {
        return expression;
    }

    /** The first time it fires strictly after {@code instant}. */
    public Instant nextAfter(Instant instant) {
        return times.nextExecution(instant.atZone(zone))
                .map(ZonedDateTime::toInstant)
                .orElse(Instant.MAX);
    }

    /** The longest time between two of the next fires; one that pauses at night has a long one. */
    public Duration longestInterval(Instant from) {
        var longest = Duration.ZERO;
        var fire = nextAfter(from);
        for (int i = 0; i < FIRES_LOOKED_AT; i++) {
            var next = nextAfter(fire);
            if (next.equals(Instant.MAX)) {
                break;
            }
            var interval = Duration.between(fire, next);
            longest = interval.compareTo(longest) > 0 ? interval : longest;
            fire = next;
        }
        return longest;
    }
}
