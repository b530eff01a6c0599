package io.plumbline.activities.reconcile;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileRun;
import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jooq.DSLContext;

/** The real hands of reconcile, put together without Spring, and the runs that tests hand them. */
final class Hands {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ReconcilePlanner planner;
    final ReconcileActivities activities;

    Hands(DSLContext db, ReconcileSettings settings, InstantSource clock) {
        planner = new ReconcilePlanner(db, settings);
        activities = new ReconcileActivitiesImpl(
                db, planner, new SyncHealthRepository(db), settings, new ReconcileMetrics(meters), clock);
    }

    static ReconcileSettings settings() {
        return settings(50, 1_000);
    }

    static ReconcileSettings settings(int flagsPerRun, int pageSize) {
        return settings(flagsPerRun, pageSize, Duration.ofMillis(10));
    }

    static ReconcileSettings settings(int flagsPerRun, int pageSize, Duration gatherFor) {
        return new ReconcileSettings(
                "0 * * * *",
                Duration.ofHours(1),
                Duration.ofHours(24),
                flagsPerRun,
                pageSize,
                2,
                20,
                20,
                gatherFor,
                Duration.ofDays(90));
    }

    static ReconcileRun run(String key, Instant asOf) {
        return new ReconcileRun(Trigger.scheduled, asOf, null, false, key, "reconcile/sweep", "run-" + key);
    }

    static ReconcileRun dryRun(String key, Instant asOf) {
        return new ReconcileRun(Trigger.manual, asOf, null, true, key, "reconcile/sweep", "run-" + key);
    }
}
