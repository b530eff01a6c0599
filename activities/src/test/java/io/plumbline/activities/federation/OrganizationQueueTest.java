package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.Federation.club;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.federation.Registry.Mood;
import io.plumbline.workflows.federation.FederationActivities;
import io.plumbline.workflows.federation.FetchedMembers;
import io.plumbline.workflows.federation.OrganizationOutcome;
import io.plumbline.workflows.federation.OrganizationRequest;
import io.plumbline.workflows.federation.SyncOrganization;
import io.plumbline.workflows.federation.SyncOrganizationImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
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
        worker.registerActivitiesImplementations(hands());
        temporal.start();
    }

    @AfterEach
    void close() {
        temporal.close();
        registry.close();
    }

    private FederationActivitiesImpl hands() {
        return new FederationActivitiesImpl(
                federation.db,
                federation.queue,
                federation.pages,
                federation.source,
                federation.sync,
                new OrganizationSyncs(temporal.getWorkflowClient()),
                new FederationMetrics(new SimpleMeterRegistry()),
                Federation.settings(),
                this::now);
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

    /** What a worker does with the activity after another one that got as far as this. */
    private <T> T after(Object heartbeat, Function<FederationActivities, T> activity, Consumer<Object> heartbeats) {
        var worker = TestActivityEnvironment.newInstance();
        try {
            worker.registerActivitiesImplementations(hands());
            worker.setActivityHeartbeatListener(Object.class, heartbeats::accept);
            if (heartbeat != null) {
                worker.setHeartbeatDetails(heartbeat);
            }
            return activity.apply(worker.newActivityStub(FederationActivities.class));
        } finally {
            worker.close();
        }
    }

    @Test
    @Tag("C1")
    void a_worker_that_starts_the_night_goes_on_behind_the_last_organisation_that_was_started() {
        federation.organization("east");
        List.of("east", "north", "south")
                .forEach(name -> federation.queue.addOrganization(club(name), null, Trigger.scheduled, null, now()));
        var heartbeats = new ArrayList<Object>();

        int started = after(
                Map.of("started", 7, "last", club("north")),
                FederationActivities::startQueuedOrganizations,
                heartbeats::add);

        assertThat(started).as("seven before it, and the one behind").isEqualTo(8);
        int afterTheReleaseBefore = after(5, FederationActivities::startQueuedOrganizations, heartbeats::add);
        assertThat(afterTheReleaseBefore).as("that one told a number").isEqualTo(3);
        assertThat(heartbeats.toString()).contains("organizationId=south");
    }

    @Test
    @Tag("C3")
    void a_fetch_goes_on_behind_the_pages_that_are_there_and_says_that_it_lives() {
        registry.hasMany(250); // five pages
        var job = federation.take("north", "run", now());
        var connection = Connections.require(federation.db, "registry", "north");
        for (var page = 1; page <= 2; page++) {
            federation.pages.keep(job, federation.source.page(connection, page, () -> {}));
        }
        registry.asked.clear();
        var heartbeats = new ArrayList<Object>();

        var fetched = after(null, hands -> hands.fetchMembers(job), heartbeats::add);
        assertThat(fetched).isEqualTo(new FetchedMembers(5, 150));
        assertThat(registry.asked)
                .extracting(asked -> asked.substring(asked.indexOf('?')))
                .containsExactly("?page=3", "?page=4", "?page=5");
        assertThat(heartbeats).as("the engine is not told of each").isNotEmpty();
        var again = after(null, hands -> hands.fetchMembers(job), heartbeats::add);
        assertThat(again).isEqualTo(new FetchedMembers(5, 0));
        assertThat(registry.asked).as("all of them are there").hasSize(3);
        assertThat(federation.sync.apply(job, now()).created()).isEqualTo(250);
    }

    @Test
    @Tag("C9")
    void no_transaction_is_open_while_the_registry_is_asked() {
        registry.hasMany(120);
        var open = new ArrayList<Object>();
        registry.mood = request -> {
            open.addAll(federation.rows("select query from pg_stat_activity where state = 'idle in transaction'"));
            return null;
        };
        var job = federation.take("north", "run", now());

        after(null, hands -> hands.fetchMembers(job), heartbeat -> {});

        assertThat(registry.asked).hasSize(3);
        assertThat(open).isEmpty();
    }
}
