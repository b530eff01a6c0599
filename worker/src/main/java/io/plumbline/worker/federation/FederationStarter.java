package io.plumbline.worker.federation;

import io.plumbline.activities.federation.FederationSettings;
import io.plumbline.activities.federation.OrganizationSyncs;
import io.plumbline.activities.federation.SyncQueue;
import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.temporal.Schedules;
import io.plumbline.worker.temporal.Schedules.Schedule;
import io.plumbline.worker.temporal.WorkersStarted;
import io.plumbline.workflows.federation.FederationNights;
import io.plumbline.workflows.federation.ScheduledFederation;
import io.plumbline.workflows.run.TaskQueues;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Makes Temporal agree with the settings and the queues: the cron is there, a night that was missed is made up for, and
 * whatever a queue holds has a workflow that works on it.
 */
@Component
@OnRole(Role.federation)
class FederationStarter {

    private static final Logger log = LoggerFactory.getLogger(FederationStarter.class);

    private final Schedules schedules;
    private final FederationSettings settings;
    private final SyncQueue queue;
    private final OrganizationSyncs organizations;
    private final InstantSource clock;

    private volatile boolean started;

    FederationStarter(
            Schedules schedules,
            FederationSettings settings,
            SyncQueue queue,
            OrganizationSyncs organizations,
            InstantSource clock) {
        this.schedules = schedules;
        this.settings = settings;
        this.queue = queue;
        this.organizations = organizations;
        this.clock = clock;
    }

    @EventListener(WorkersStarted.class)
    void start() {
        var utc = settings.isInUtc();
        schedules.start(new Schedule(
                (utc ? ScheduledFederation.class : FederationNights.class).getSimpleName(),
                ScheduledFederation.ID,
                TaskQueues.FEDERATION,
                utc ? settings.cron() : settings.cron() + " " + settings.zone(),
                utc,
                "Syncs all connected organisations at " + settings.cron() + " " + settings.zone()));
        makeUpForMissedNight();
        started = true;
        var first = new Thread(this::pickUp, "federation-start"); // there may be thousands
        first.setDaemon(true);
        first.start();
    }

    /** Only where it was missed: one that fails for good does not make all others sync at each start. */
    private void makeUpForMissedNight() {
        var now = clock.instant();
        var missed = queue.addEveryWithoutSuccessSince(settings.schedule().missedBefore(now, 1), now);
        if (missed > 0) {
            log.info("{} organisations make up for a nightly sync that they missed", missed);
        }
    }

    /** Whatever was queued and never started, or lost its engine: the table is the record. */
    @Scheduled(fixedDelayString = "${plumbline.federation.pick-up-every:30s}")
    void pickUp() {
        if (!started) {
            return;
        }
        try {
            queue.eachPageWithWork(clock.instant(), page -> page.forEach(organizations::wake));
        } catch (RuntimeException e) {
            NotNow.later(log, "Queues are looked at later", e);
        }
    }
}
