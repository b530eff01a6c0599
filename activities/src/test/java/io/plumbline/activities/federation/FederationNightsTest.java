package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.workflows.federation.FederationNightsImpl;
import io.plumbline.workflows.federation.ScheduledFederation;
import io.plumbline.workflows.federation.SyncOrganizationImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole nights in which clocks change, in skipped time, on a real PostgreSQL. */
class FederationNightsTest {

    private final Registry registry = new Registry();
    private final Federation federation = new Federation(TestDatabase.empty(), Federation.settings());

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "Europe/Dublin, 2026-03-29, 30 1 * * *", // left out
        "Europe/Dublin, 2026-10-25, 30 1 * * *", // twice
        "America/New_York, 2026-03-08, 0 2 * * *", // left out
        "America/New_York, 2026-11-01, 30 1 * * *", // twice
        "Australia/Lord_Howe, 2026-10-04, 0 2 * * *", // left out
        "Australia/Lord_Howe, 2026-04-05, 45 1 * * *", // twice
        "America/Santiago, 2026-09-06, 0 0 * * *", // left out
        "America/Santiago, 2026-04-04, 30 23 * * *", // twice
    })
    @Tag("C1")
    void each_night_has_one_sync_whatever_clocks_do(ZoneId zone, LocalDate change, String cron) {
        var days = change.minusDays(1).datesUntil(change.plusDays(3)).toList();
        federation.connector(registry.url());
        federation.organization("north");
        var temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setInitialTime(lastMinuteOf(change.minusDays(2), zone))
                .build());
        try (registry) {
            var worker = temporal.newWorker(TaskQueues.FEDERATION);
            worker.registerWorkflowImplementationTypes(FederationNightsImpl.class, SyncOrganizationImpl.class);
            worker.registerActivitiesImplementations(new FederationActivitiesImpl(
                    federation.db,
                    federation.queue,
                    federation.pages,
                    federation.source,
                    federation.sync,
                    new OrganizationSyncs(temporal.getWorkflowClient()),
                    new FederationMetrics(new SimpleMeterRegistry()),
                    Federation.settings(cron, zone.getId(), 5, Duration.ofSeconds(2)),
                    () -> Instant.ofEpochMilli(temporal.currentTimeMillis())));
            temporal.start();
            temporal.getWorkflowClient()
                    .newUntypedWorkflowStub(
                            "FederationNights",
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.FEDERATION)
                                    .setWorkflowId(ScheduledFederation.ID)
                                    .build())
                    .start();

            for (var day : days) {
                temporal.sleep(
                        Duration.between(Instant.ofEpochMilli(temporal.currentTimeMillis()), lastMinuteOf(day, zone)));
                await().until(() -> federation
                        .rows("select from sync_job where status in ('pending', 'running')")
                        .isEmpty());
            }

            assertThat(nights(zone)).containsExactlyElementsOf(days);
        } finally {
            temporal.close();
        }
    }

    private static Instant lastMinuteOf(LocalDate day, ZoneId zone) {
        return day.plusDays(1).atStartOfDay(zone).toInstant().minusSeconds(60);
    }

    private List<LocalDate> nights(ZoneId zone) {
        return federation
                .db
                .select(SYNC_JOB.CREATED_AT)
                .from(SYNC_JOB)
                .orderBy(SYNC_JOB.CREATED_AT)
                .fetch(row -> LocalDate.ofInstant(row.value1(), zone));
    }
}
