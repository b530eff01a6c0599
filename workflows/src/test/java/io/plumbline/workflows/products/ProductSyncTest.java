package io.plumbline.workflows.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.workflows.run.Failures;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.data.TemporalUnitOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The schedule of the products, in skipped time. */
class ProductSyncTest {

    private final ProductWorld world = new ProductWorld();
    private final FakeProducts hands = world.hands;

    @AfterEach
    void close() {
        world.close();
    }

    private List<Long> begunAfterSeconds() {
        return hands.begun.stream()
                .map(at -> Math.round(world.since(at).toMillis() / 1000.0))
                .toList();
    }

    private static TemporalUnitOffset aMoment() {
        return within(2, java.time.temporal.ChronoUnit.SECONDS);
    }

    @Test
    @Tag("D1")
    void the_first_run_comes_after_5_seconds_and_the_others_every_30_minutes() {
        world.start();

        world.sleep(Duration.ofMinutes(95));

        assertThat(begunAfterSeconds()).containsExactly(5L, 1_805L, 3_605L, 5_405L);
        assertThat(hands.completed).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @Tag("D1")
    void starting_it_twice_makes_one_schedule() {
        world.start();

        assertThatThrownBy(world::start).isInstanceOf(WorkflowExecutionAlreadyStarted.class);
        world.sleep(Duration.ofMinutes(10));

        assertThat(begunAfterSeconds()).containsExactly(5L);
    }

    @Test
    @Tag("D1")
    void an_interval_that_is_changed_while_it_runs_counts_from_the_last_run() {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(3));

        schedule.start(new ProductSyncRequest(10));
        world.sleep(Duration.ofMinutes(19));

        assertThat(begunAfterSeconds()).containsExactly(5L, 605L, 1_205L);
        assertThat(hands.commands).containsExactly(SyncCommand.start(new ProductSyncRequest(10)));
    }

    @Test
    @Tag("D7")
    void a_stop_within_the_first_5_seconds_means_no_first_run() {
        var schedule = world.start();
        world.sleep(Duration.ofSeconds(2));

        schedule.stop();
        world.sleep(Duration.ofHours(3));

        assertThat(hands.begun).isEmpty();
        assertThat(schedule.state().nextRunAt()).isNull();
    }

    @Test
    @Tag("D7")
    void a_stop_lets_a_running_sync_come_to_its_end() {
        hands.answers.add(session -> {
            throw new IllegalStateException("the feed is away"); // so that it runs for five more seconds
        });
        var schedule = world.start();
        world.sleep(Duration.ofSeconds(7));

        schedule.stop();
        world.sleep(Duration.ofHours(3));

        assertThat(hands.completed).containsExactly(1L);
        assertThat(hands.begun).hasSize(1);
    }

    @Test
    @Tag("D8")
    void while_it_is_paused_no_run_begins_and_what_was_missed_runs_once_when_the_pause_is_over() {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(20));

        schedule.pause(new PauseRequest("orders", 120)); // until minute 140
        world.sleep(Duration.ofMinutes(119));
        assertThat(begunAfterSeconds()).containsExactly(5L);

        world.sleep(Duration.ofMinutes(10));
        assertThat(begunAfterSeconds()).containsExactly(5L, 8_400L);
        world.sleep(Duration.ofMinutes(30));
        assertThat(begunAfterSeconds()).containsExactly(5L, 8_400L, 10_200L);
    }

    @Test
    @Tag("D8")
    void a_resume_runs_at_once_what_was_missed_and_only_that() {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(20));
        schedule.pause(new PauseRequest("orders", 600));
        world.sleep(Duration.ofMinutes(70)); // two runs are missed

        schedule.resume();
        world.sleep(Duration.ofMinutes(1));
        assertThat(begunAfterSeconds()).containsExactly(5L, 5_400L);

        schedule.pause(new PauseRequest("orders", 600));
        schedule.resume();
        world.sleep(Duration.ofMinutes(1));
        assertThat(hands.begun).as("nothing was missed").hasSize(2);
    }

    @Test
    @Tag("D8")
    void a_run_by_hand_waits_for_the_end_of_the_pause_and_needs_no_schedule() {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(1));
        schedule.stop();
        schedule.pause(new PauseRequest("orders", 60));
        schedule.syncNow();
        world.sleep(Duration.ofMinutes(30));
        assertThat(hands.begun).hasSize(1);

        schedule.resume();
        world.sleep(Duration.ofHours(3));

        assertThat(begunAfterSeconds()).containsExactly(5L, 1_860L);
    }

    @Test
    @Tag("D1")
    void a_run_that_is_due_while_another_one_runs_waits_for_it() {
        hands.answers.add(session -> {
            hands.change(() -> hands.pausedUntil = world.now().plus(Duration.ofMinutes(70)));
            return new FeedProgress(4, hands.pausedUntil);
        });
        world.start();
        world.sleep(Duration.ofMinutes(60));
        assertThat(begunAfterSeconds()).containsExactly(5L);

        world.sleep(Duration.ofMinutes(15)); // the pause is over, the first run ends, the missed one follows

        assertThat(hands.completed).containsExactly(1L, 2L);
        assertThat(hands.begun).hasSize(2);
    }

    @Test
    @Tag("D5")
    void a_session_whose_run_is_gone_ends_as_failed_and_the_next_one_runs() {
        hands.session = 41L; // a lost cluster had it
        hands.sessions = 41;

        world.start();
        world.sleep(Duration.ofMinutes(1));

        assertThat(hands.failures)
                .containsExactly("41: The run was lost, with the worker or the engine that it ran on");
        assertThat(hands.completed).containsExactly(42L);
    }

    @Test
    @Tag("D5")
    void a_run_that_outlived_its_schedule_is_waited_for() {
        hands.sessions = 7;
        hands.session = 7L;
        hands.answers.add(session -> {
            throw new IllegalStateException("the feed is away");
        });
        var orphan = world.newRun(7);
        orphan.start(new ProductRun(7, 3, Duration.ofSeconds(20), null)); // its second attempt is in 20 seconds

        world.start();
        world.sleep(Duration.ofSeconds(15));
        assertThat(hands.begun).as("one at a time").isEmpty();
        world.sleep(Duration.ofMinutes(2));

        assertThat(hands.failures).isEmpty();
        assertThat(hands.completed).containsExactly(7L, 8L);
    }

    @Test
    @Tag("D5")
    void a_run_that_is_ended_from_outside_is_recorded_as_failed_and_the_schedule_goes_on() {
        hands.answers.add(session -> {
            throw new IllegalStateException("the feed is away");
        });
        world.start();
        world.sleep(Duration.ofSeconds(7));

        world.client.newUntypedWorkflowStub(ProductSyncRun.id(1)).terminate("somebody wanted it");
        world.sleep(Duration.ofMinutes(40)); // the test server does not tell that a child was terminated

        assertThat(hands.failures).hasSize(1);
        assertThat(hands.failures.get(0)).startsWith("1: ");
        assertThat(hands.completed).containsExactly(2L);
    }

    @Test
    @Tag("D1")
    void a_change_that_only_the_table_knows_is_read_when_it_is_woken() {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(1));

        hands.change(() -> hands.interval = 2);
        schedule.changed();
        world.sleep(Duration.ofMinutes(2));

        assertThat(begunAfterSeconds()).containsExactly(5L, 125L);
        assertThat(hands.commands).isEmpty();
        assertThat(schedule.state().intervalMinutes()).isEqualTo(2);
    }

    @Test
    @Tag("D1")
    void it_goes_on_for_months_in_many_short_histories() {
        hands.interval = 60;
        world.start();
        var first =
                world.client.newUntypedWorkflowStub(ProductSync.ID).describe().getExecution();

        world.sleep(Duration.ofDays(20));

        assertThat(hands.begun).hasSize(480);
        var last =
                world.client.newUntypedWorkflowStub(ProductSync.ID).describe().getExecution();
        assertThat(last).isNotEqualTo(first);
        assertThat(world.client
                        .fetchHistory(ProductSync.ID, first.getRunId())
                        .getEvents()
                        .size())
                .isLessThan(2_200);
    }

    @Test
    @Tag("D7")
    void a_signal_that_cannot_be_changes_nothing_and_an_argument_that_cannot_be_fails() {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(1));
        schedule.start(new ProductSyncRequest(0));
        schedule.start(new ProductSyncRequest(1_441));
        world.sleep(Duration.ofMinutes(1));

        assertThat(hands.commands).isEmpty();
        assertThat(schedule.state().intervalMinutes()).isEqualTo(30);

        WorkflowStub.fromTyped(schedule).terminate("for the next test");
        world.start(new ProductSyncRequest(35_792));
        var failure = catchThrowable(
                () -> world.client.newUntypedWorkflowStub(ProductSync.ID).getResult(Void.class));
        assertThat(Failures.reason(failure)).startsWith("intervalMinutes must be from 1 to 1440");
        assertThat(hands.interval).isEqualTo(30);
    }

    @Test
    @Tag("D1")
    void an_argument_is_a_start_with_that_interval() {
        hands.running = false;
        hands.firstRunAt = null;
        hands.lastRunAt = world.now();

        world.start(new ProductSyncRequest(15));
        world.sleep(Duration.ofMinutes(16));

        assertThat(hands.begun)
                .singleElement()
                .satisfies(at -> assertThat(at).isCloseTo(world.begin.plus(Duration.ofMinutes(15)), aMoment()));
    }

    @Test
    @Tag("D7")
    void the_rule_of_the_next_run() {
        var now = Instant.parse("2026-03-01T12:00:00Z");
        var half = Duration.ofMinutes(30);

        assertThat(new ProductSchedule(true, half, now.plusSeconds(5), now.minusSeconds(9_000), null, null).nextRun())
                .as("after a restart, also when one is overdue")
                .contains(now.plusSeconds(5));
        assertThat(new ProductSchedule(true, half, null, now, null, null).nextRun())
                .contains(now.plus(half));
        assertThat(new ProductSchedule(false, half, null, now, null, null).nextRun())
                .isEmpty();
        assertThat(new ProductSchedule(false, half, null, now, now.plusSeconds(1), null).nextRun())
                .contains(now.plusSeconds(1));
        assertThat(new ProductSchedule(true, half, null, now, now.plusSeconds(1), now.plusSeconds(60)).nextRun())
                .contains(now.plusSeconds(60));
        assertThat(new ProductSchedule(true, half, null, now, null, now.plusSeconds(60)).nextRun())
                .as("a pause that ends before")
                .contains(now.plus(half));
    }
}
