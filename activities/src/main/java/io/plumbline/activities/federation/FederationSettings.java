package io.plumbline.activities.federation;

import io.plumbline.infra.cron.CronSchedule;
import io.plumbline.workflows.federation.AbsenceBrake;
import io.plumbline.workflows.federation.Backoff;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The numbers of federation that an operator may change.
 *
 * @param cron when every organisation is synced: five UNIX fields
 * @param zone the zone that the cron is in, like Europe/Dublin
 * @param atATime how many organisations are synced at a time, over all connectors and workers
 * @param maxRetries how often a failed sync is tried again
 * @param firstRetryAfter the wait before the first retry; each one doubles it
 * @param stuckAfter how long a sync may take
 * @param absentMembers where more than this number, and more than the share, would become inactive, none does
 * @param absentShare from 0 to 1
 * @param connectWithin how long a connection to the registry may take
 * @param answerWithin how long one page may take
 * @param waitAtMost how long a fetch waits when the registry asks it to (Retry-After); for longer, the queue waits
 * @param largestPage how many bytes a page may have
 */
@ConfigurationProperties("plumbline.federation")
public record FederationSettings(
        @DefaultValue("0 2 * * *") String cron,
        @DefaultValue("UTC") String zone,
        @DefaultValue("5") int atATime,
        @DefaultValue("3") int maxRetries,
        @DefaultValue("1m") Duration firstRetryAfter,
        @DefaultValue("30m") Duration stuckAfter,
        @DefaultValue("10") int absentMembers,
        @DefaultValue("0.10") double absentShare,
        @DefaultValue("5s") Duration connectWithin,
        @DefaultValue("30s") Duration answerWithin,
        @DefaultValue("2m") Duration waitAtMost,
        @DefaultValue("33554432") int largestPage) {

    public FederationSettings {
        CronSchedule.parse("plumbline.federation.cron", cron);
        requireZone(zone);
        requireBetween("at-a-time", 1, 1_000, atATime);
        requireBetween("max-retries", 0, 20, maxRetries);
        requirePositive("first-retry-after", firstRetryAfter);
        requirePositive("stuck-after", stuckAfter);
        requirePositive("connect-within", connectWithin);
        requirePositive("answer-within", answerWithin);
        if (answerWithin.compareTo(Duration.ofSeconds(50)) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.federation.answer-within must be at most 50s, since a worker that"
                            + " says nothing for a minute counts as dead; it is " + answerWithin);
        }
        if (waitAtMost.isNegative()) {
            throw new IllegalArgumentException(
                    "plumbline.federation.wait-at-most must not be negative; it is " + waitAtMost);
        }
        requireBetween("absent-members", 0, 1_000_000, absentMembers);
        if (!(absentShare >= 0 && absentShare <= 1)) {
            throw new IllegalArgumentException(
                    "plumbline.federation.absent-share must be from 0 to 1; it is " + absentShare);
        }
        requireBetween("largest-page", 1_024, Integer.MAX_VALUE - 1, largestPage);
    }

    public AbsenceBrake brake() {
        return new AbsenceBrake(absentMembers, absentShare);
    }

    public Backoff backoff() {
        return new Backoff(firstRetryAfter);
    }

    public CronSchedule schedule() {
        return CronSchedule.parse("plumbline.federation.cron", cron).in(ZoneId.of(zone));
    }

    /** Whether the engine's own cron does: it reads clocks of UTC. */
    public boolean isInUtc() {
        return ZoneId.of(zone).normalized().equals(ZoneOffset.UTC);
    }

    private static void requireZone(String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "plumbline.federation.zone must be a time zone like Europe/Dublin; it is '" + zone + "'");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "plumbline.federation." + name + " must be longer than zero; it is " + value);
        }
    }

    private static void requireBetween(String name, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "plumbline.federation." + name + " must be from " + least + " to " + most + "; it is " + value);
        }
    }
}
