package io.plumbline.infra.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** When a cron expression fires. Takes the five UNIX fields, which every Temporal engine takes, and nothing else. */
public final class CronSchedule {

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

    /**
     * The same, read from clocks of the zone. Each time fires once: one that they leave out as soon as they have jumped, and
     * one that they show twice the first time.
     */
    public CronSchedule in(ZoneId zone) {
        return new CronSchedule(expression, zone, times);
    }

    /** The first time it fires strictly after {@code instant}. */
    public Instant nextAfter(Instant instant) {
        var next = times.nextExecution(LocalDateTime.ofInstant(instant, zone).atZone(ZoneOffset.UTC));
        while (next.isPresent() && !fire(next.get()).isAfter(instant)) {
            next = times.nextExecution(next.get());
        }
        return next.map(this::fire).orElse(Instant.MAX);
    }

    /**
     * Who ran last before the returned instant has missed so many fires: as many intervals have gone by, and as many fires. A
     * pause of the schedule, like a night, is one interval.
     */
    public Instant missedBefore(Instant now, int fires) {
        var last = lastBefore(now);
        var first = last;
        for (int i = 1; i < fires; i++) {
            first = lastBefore(first);
        }
        var intervalsAgo = now.minus(Duration.between(lastBefore(first), last));
        return first.isBefore(intervalsAgo) ? first : intervalsAgo;
    }

    private Instant lastBefore(Instant instant) {
        var last = times.lastExecution(latestShown(instant).atZone(ZoneOffset.UTC));
        while (last.isPresent() && !fire(last.get()).isBefore(instant)) {
            last = times.lastExecution(last.get());
        }
        return last.map(this::fire).orElse(Instant.EPOCH);
    }

    /** @param shown what the clocks of the zone show, as if they were of UTC, where each time comes once */
    private Instant fire(ZonedDateTime shown) {
        var local = shown.toLocalDateTime();
        var change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }

    /** What the clocks have got to by then: more than they show where they were put back a moment ago. */
    private LocalDateTime latestShown(Instant instant) {
        var shown = LocalDateTime.ofInstant(instant, zone);
        var change = zone.getRules().previousTransition(instant.plusNanos(1));
        return change == null || change.getDateTimeBefore().isBefore(shown) ? shown : change.getDateTimeBefore();
    }
}
