package io.plumbline.workflows.federation;

import static io.plumbline.workflows.federation.FederationWorld.NORTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How an organisation's queue is worked on, in skipped time. */
class SyncOrganizationTest {

    private final FederationWorld world = new FederationWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void signal(String memberId, String event) {
        WorkflowStub.fromTyped(world.organization())
                .signalWithStart("memberChanged", new Object[] {new MemberChange(memberId, event)}, new Object[] {
                    new OrganizationRequest("registry", "north", null, true)
                });
    }

    @Test
    @Tag("C23")
    void started_by_hand_it_syncs_the_organisation_with_the_strategy_that_was_asked_for() {
        var outcome = world.organization()
                .sync(new OrganizationRequest("registry", "north", ConflictStrategy.local_wins, false));

        assertThat(outcome.jobs()).isEqualTo(1);
        assertThat(outcome.stats().created()).isEqualTo(1);
        assertThat(world.calls)
                .containsExactly("queue north local_wins", "fetch all members of north", "apply all members of north");
    }

    @Test
    @Tag("C14")
    void failures_are_tried_again_after_one_two_and_four_minutes_and_then_given_up() {
        world.attempt = (hands, job) -> {
            throw FederationAnswer.notNow("The registry answered 500.", null);
        };

        assertThatThrownBy(() -> world.organization().sync(NORTH))
                .satisfies(failure -> assertThat(Failures.reason(failure)).contains("answered 500"));

        assertThat(world.attempts).hasSize(4);
        assertThat(waits()).containsExactly(1L, 2L, 4L);
        assertThat(world.failures).hasSize(4).allMatch(FailedAttempt::heals);
        assertThat(world.statuses()).containsExactly("failed");
    }

    private List<Long> waits() {
        var waits = new ArrayList<Long>();
        for (var i = 1; i < world.attempts.size(); i++) {
            waits.add(Math.round(Duration.between(world.attempts.get(i - 1), world.attempts.get(i))
                            .toMillis()
                    / 60_000.0));
        }
        return waits;
    }

    @Test
    @Tag("C14")
    void what_cannot_heal_is_not_tried_again() {
        world.attempt = (hands, job) -> {
            throw Rejected.because("The registry answered 401.");
        };

        assertThat(catchThrowable(() -> world.organization().sync(NORTH))).isNotNull();

        assertThat(world.attempts).hasSize(1);
        assertThat(world.failures).containsExactly(new FailedAttempt("The registry answered 401.", false, null));
    }

    @Test
    @Tag("C3")
    void a_registry_that_asks_for_ten_minutes_gets_them() {
        world.attempt = (hands, job) -> {
            if (hands.attempts.size() == 1) {
                throw FederationAnswer.notNow("The registry answered 429.", Duration.ofMinutes(10));
            }
            return SyncStats.NONE;
        };

        world.organization().sync(NORTH);

        assertThat(waits()).containsExactly(10L);
    }

    @Test
    @Tag("C13")
    void a_job_that_comes_to_its_deadline_is_stuck_and_given_up_though_its_worker_is_gone() {
        world.stuckAfter = Duration.ofSeconds(30); // less than it takes to miss a sign of life
        world.attempt = (hands, job) -> {
            hands.temporal.sleep(Duration.ofSeconds(50)); // it goes on, and nobody hears of it any more
            return SyncStats.NONE;
        };

        assertThatThrownBy(() -> world.organization().sync(NORTH))
                .satisfies(failure -> assertThat(Failures.reason(failure)).contains("stuck"));

        assertThat(world.failures).hasSize(1).noneMatch(FailedAttempt::heals);
    }

    @Test
    @Tag("C3")
    @Tag("C13")
    void a_worker_that_dies_while_it_applies_is_noticed_in_a_minute_and_the_job_is_tried_again() {
        world.attempt = (hands, job) -> {
            if (hands.attempts.size() == 1) {
                hands.temporal.sleep(Duration.ofSeconds(80)); // nobody hears of it; awake before the next attempt
            }
            return SyncStats.NONE;
        };

        world.organization().sync(NORTH);

        assertThat(world.failures).hasSize(1).allMatch(FailedAttempt::heals);
        assertThat(waits()).as("one to notice, one to wait").containsExactly(2L);
    }

    @Test
    @Tag("C14")
    void an_error_of_ours_in_a_fetch_ends_the_attempt_in_minutes_and_not_at_the_deadline() {
        world.fetching = () -> {
            throw new IllegalStateException("a fault of ours");
        };

        assertThat(catchThrowable(() -> world.organization().sync(NORTH))).isNotNull();

        assertThat(world.failures).hasSize(4).allSatisfy(failed -> {
            assertThat(failed.reason()).contains("a fault of ours");
            assertThat(failed.heals()).isTrue();
        });
        assertThat(Duration.between(world.attempts.get(0), world.attempts.get(world.attempts.size() - 1)))
                .as("four attempts of minutes, and the waits between them")
                .isLessThan(Duration.ofMinutes(30));
    }

    private void holdAttempts(CountDownLatch begun, CountDownLatch release) {
        world.attempt = (hands, job) -> {
            begun.countDown();
            catchThrowable(release::await);
            return SyncStats.NONE;
        };
    }

    @Test
    @Tag("C13")
    @Tag("C21")
    void a_sync_that_is_cancelled_ends_its_job_for_good() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        holdAttempts(begun, release);
        WorkflowClient.start(world.organization()::sync, NORTH);
        begun.await();
        var workflow =
                world.temporal.getWorkflowClient().newUntypedWorkflowStub(SyncOrganization.id("registry", "north"));
        try {
            workflow.cancel();
            assertThat(Failures.isCancellation(catchThrowable(() -> workflow.getResult(Void.class))))
                    .isTrue();

            assertThat(world.failures).containsExactly(new FailedAttempt("it was cancelled", false, null));
            assertThat(world.statuses()).containsExactly("failed");
        } finally {
            release.countDown();
        }
    }

    @Test
    @Tag("C1")
    void it_waits_for_a_place_as_long_as_it_takes() {
        world.placesTakenFor = 300; // 50 minutes

        assertThat(world.organization().sync(NORTH).jobs()).isEqualTo(1);
    }

    @Test
    @Tag("C19")
    void a_change_of_a_member_syncs_that_member_and_not_the_organisation() {
        signal("m1", "updated");

        assertThat(result().jobs()).isEqualTo(1);
        assertThat(world.calls).containsExactly("queue m1", "fetch member m1 of north", "apply member m1 of north");
    }

    @Test
    @Tag("C19")
    void changes_while_one_is_in_progress_collapse_into_one_more_sync() {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        holdAttempts(begun, release);
        signal("m1", "created");
        catchThrowable(begun::await);
        signal("m1", "updated");
        signal("m1", "updated");
        signal("m1", "deleted");
        release.countDown();

        assertThat(result().jobs()).isEqualTo(2);
    }

    private OrganizationOutcome result() {
        return world.temporal
                .getWorkflowClient()
                .newUntypedWorkflowStub(SyncOrganization.id("registry", "north"))
                .getResult(OrganizationOutcome.class);
    }

    @Test
    @Tag("C19")
    void a_member_is_synced_while_the_organisation_waits_for_its_next_attempt() {
        var failed = new CountDownLatch(1);
        world.attempt = (hands, job) -> {
            if (job.memberId() == null && hands.failures.isEmpty()) {
                failed.countDown();
                throw FederationAnswer.notNow("away", null);
            }
            return SyncStats.NONE;
        };
        WorkflowClient.start(world.organization()::sync, NORTH);
        catchThrowable(failed::await);
        signal("m1", "updated");

        assertThat(result().jobs()).isEqualTo(2);
        assertThat(world.calls.indexOf("apply member m1 of north"))
                .isLessThan(world.calls.indexOf("apply all members of north"));
    }

    @Test
    void an_argument_without_a_connector_is_refused_in_plain_words() {
        assertThatThrownBy(() -> world.organization().sync(new OrganizationRequest(null, "north", null, false)))
                .satisfies(failure -> assertThat(Failures.reason(failure)).contains("connectorId and organizationId"));
    }

    @Test
    @Tag("C1")
    void the_night_fills_the_queues_and_starts_them() {
        var night = world.temporal
                .getWorkflowClient()
                .newWorkflowStub(
                        ScheduledFederation.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.FEDERATION)
                                .setWorkflowId(ScheduledFederation.ID)
                                .build());

        assertThat(night.run()).isEqualTo("3 organisations were queued, 4 have work to do");
    }
}
