package io.plumbline.activities.reconcile;

import io.plumbline.infra.cron.CronSchedule;
import io.plumbline.workflows.reconcile.Staleness;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The numbers of reconcile that an operator may change.
 *
 * @param cron when the sweep runs: five UNIX fields, UTC
 * @param staleAfter how long without activity makes a contact stale
 * @param cooldown how long a flagged contact is not flagged again; holds for flags from now on
 * @param flagsPerRun the most flags of one workspace in one run
 * @param pageSize how many workspaces are a page, and settled at a time
 * @param pageParts by how many statements at once a page of workspaces is settled, each on a connection of its own
 * @param inFlight how many workspaces are worked on at a time, at most 200
 * @param together how many workspaces that are worked on at the same time may share a transaction; 1 is none; many spare the database two thirds of its work
 * @param gatherFor how long workspaces gather at most while others are worked on, before they go ahead
 * @param keepRunsFor how long health rows are kept
 */
@ConfigurationProperties("plumbline.reconcile")
public record ReconcileSettings(
        @DefaultValue("0 * * * *") String cron,
        @DefaultValue("1h") Duration staleAfter,
        @DefaultValue("24h") Duration cooldown,
        @DefaultValue("50") int flagsPerRun,
        @DefaultValue("2000") int pageSize,
        @DefaultValue("2") int pageParts,
        @DefaultValue("20") int inFlight,
        @DefaultValue("20") int together,
        @DefaultValue("1s") Duration gatherFor,
        @DefaultValue("90d") Duration keepRunsFor) {

    private static final int MOST_PARTS = 16;
    private static final int MOST_IN_FLIGHT = 200; // more would outgrow a workflow's history
    private static final Duration LONGEST_GATHERING = Duration.ofSeconds(4); // a first try has five

    public ReconcileSettings {
        CronSchedule.parse("plumbline.reconcile.cron", cron);
        requirePossible("stale-after", staleAfter);
        requirePossible("cooldown", cooldown);
        requireBetween("flags-per-run", 1, 10_000, flagsPerRun);
        requireBetween("page-size", 1, 10_000, pageSize);
        requireBetween("page-parts", 1, MOST_PARTS, pageParts);
        requireBetween("in-flight", 1, MOST_IN_FLIGHT, inFlight);
        requireBetween("together", 1, MOST_IN_FLIGHT, together);
        if (gatherFor.isNegative() || gatherFor.compareTo(LONGEST_GATHERING) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.reconcile.gather-for must be from 0 to 4s; it is " + gatherFor);
        }
        requirePossible("keep-runs-for", keepRunsFor);
    }

    public CronSchedule schedule() {
        return CronSchedule.parse("plumbline.reconcile.cron", cron);
    }

    private static void requirePossible(String name, Duration value) {
        if (!Staleness.isPossible(value)) {
            throw new IllegalArgumentException("plumbline.reconcile." + name
                    + " must be longer than zero, and no more than a hundred years; it is " + value);
        }
    }

    private static void requireBetween(String name, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "plumbline.reconcile." + name + " must be from " + least + " to " + most + "; it is " + value);
        }
    }
}
