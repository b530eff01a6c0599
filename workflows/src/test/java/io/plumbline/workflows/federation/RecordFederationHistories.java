package io.plumbline.workflows.federation;

import static io.plumbline.workflows.federation.FederationWorld.NORTH;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.Rejected;
import io.plumbline.workflows.run.StoredHistories;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Stores the histories that {@code ReplayTest} replays; run with {@code -Dhistories=record}. */
@EnabledIfSystemProperty(named = "histories", matches = "record")
class RecordFederationHistories {

    @Test
    void organization_synced() throws IOException {
        try (var world = new FederationWorld()) {
            world.organization().sync(NORTH);
            store(world, "organization_synced");
        }
    }

    @Test
    void organization_that_failed_and_was_tried_again() throws IOException {
        try (var world = new FederationWorld()) {
            world.attempt = (hands, job) -> {
                if (hands.failures.size() < 2) {
                    throw FederationAnswer.notNow("The registry answered 500.", null);
                }
                return SyncStats.NONE;
            };
            world.organization().sync(NORTH);
            store(world, "organization_tried_again");
        }
    }

    @Test
    void organization_given_up() throws IOException {
        try (var world = new FederationWorld()) {
            world.attempt = (hands, job) -> {
                throw Rejected.because("The registry answered 401.");
            };
            catchThrowable(() -> world.organization().sync(NORTH));
            store(world, "organization_given_up");
        }
    }

    @Test
    void member_changed() throws IOException {
        try (var world = new FederationWorld()) {
            WorkflowStub.fromTyped(world.organization())
                    .signalWithStart("memberChanged", new Object[] {new MemberChange("m1", "updated")}, new Object[] {
                        new OrganizationRequest("registry", "north", null, true)
                    });
            world.temporal
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(SyncOrganization.id("registry", "north"))
                    .getResult(OrganizationOutcome.class);
            store(world, "member_changed");
        }
    }

    @Test
    void night() throws IOException {
        try (var world = new FederationWorld()) {
            world.temporal
                    .getWorkflowClient()
                    .newWorkflowStub(
                            ScheduledFederation.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.FEDERATION)
                                    .setWorkflowId(ScheduledFederation.ID)
                                    .build())
                    .run();
            StoredHistories.store(world.temporal.getWorkflowClient(), "federation/night", ScheduledFederation.ID);
        }
    }

    @Test
    void night_of_a_zone() throws IOException {
        try (var world = new FederationWorld()) {
            var nights = world.temporal
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(
                            "FederationNights",
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.FEDERATION)
                                    .setWorkflowId(ScheduledFederation.ID)
                                    .build());
            var first = nights.start();
            world.temporal.sleep(Duration.ofDays(1));
            StoredHistories.store(
                    world.temporal.getWorkflowClient(),
                    "federation/night_of_a_zone",
                    ScheduledFederation.ID,
                    first.getRunId());
        }
    }

    private static void store(FederationWorld world, String name) throws IOException {
        StoredHistories.store(
                world.temporal.getWorkflowClient(), "federation/" + name, SyncOrganization.id("registry", "north"));
    }
}
