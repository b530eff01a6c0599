package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.Federation.club;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.federation.Registry.Mood;
import io.plumbline.workflows.federation.OrganizationOutcome;
import io.plumbline.workflows.federation.OrganizationRequest;
import io.plumbline.workflows.federation.SyncOrganization;
import io.plumbline.workflows.federation.SyncOrganizationImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The workflow of an organisation with its real hands and a real PostgreSQL, in skipped time. */
class OrganizationQueueTest {

    private final Registry registry = new Registry();
    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    private final Federation federation =
            new Federation(TestDatabase.empty(), Federation.settings(1, Duration.ofSeconds(2)));

    @BeforeEach
    void connect() {
        federation.connector(registry.url());
        federation.organization("north");
        federation.organization("south");
        var worker = temporal.newWorker(TaskQueues.FEDERATION);
        worker.registerWorkflowImplementationTypes(SyncOrganizationImpl.class);
        worker.registerActivitiesImplementations(new FederationActivitiesImpl(
                federation.db,
                federation.queue,
                federation.pages,
                federation.source,
                federation.sync,
                new OrganizationSyncs(temporal.getWorkflowClient()),
                new FederationMetrics(new SimpleMeterRegistry()),
                this::now));
        temporal.start();
    }

    @AfterEach
    void close() {
        temporal.close();
        registry.close();
    }

    private Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    private OrganizationOutcome sync(String club) {
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        SyncOrganization.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.FEDERATION)
                                .setWorkflowId(SyncOrganization.id(Federation.CONNECTOR_ID, club))
                                .build())
                .sync(new OrganizationRequest(Federation.CONNECTOR_ID, club, null, false));
    }

    @Test
    @Tag("C1")
    @Tag("C13")
    void a_sync_that_waited_long_for_a_place_has_its_whole_time_from_when_it_gets_one() {
        registry.hasMany(3);
        registry.mood = request -> request == 1 ? new Mood(429, "1", "") : null; // it takes a second
        var asked = now();
        federation.queue.addOrganization(club("south"), null, Trigger.manual, null, asked);
        var south = federation.queue.claim(club("south"), "w", "r", asked).job();
        temporal.registerDelayedCallback(
                Duration.ofMinutes(40), () -> federation.fail(south, "it took its time", false, now()));

        assertThat(sync("north").stats().created()).isEqualTo(3);

        var history = federation.db.fetchSingle(SYNC_HISTORY, SYNC_HISTORY.ORGANIZATION_ID.eq("north"));
        assertThat(history.getStartedAt()).isAfterOrEqualTo(asked.plus(Duration.ofMinutes(40)));
    }
}
