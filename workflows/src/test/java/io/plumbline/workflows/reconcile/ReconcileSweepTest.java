package io.plumbline.workflows.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.workflows.run.Trigger;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sweep over all workspaces, on the test server with time skipping. */
class ReconcileSweepTest {

    private final FakeReconcile hands = new FakeReconcile();
    private final ReconcileWorld world = new ReconcileWorld(hands);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @Tag("A17")
    void only_workspaces_with_something_to_flag_get_a_workflow() {
        hands.addDue(3);
        hands.addQuiet(40);

        var totals = world.newSweep().sweep(null);

        assertThat(hands.calls)
                .extracting(FakeReconcile.Call::workspaceId)
                .containsExactlyInAnyOrder("due-00000", "due-00001", "due-00002");
        assertThat(totals).isEqualTo(new SweepTotals(43, 430, 3 * 3 + 40, 3 + 40, 6, 0, 0, 0));
    }

    @Test
    @Tag("A2")
    @Tag("A11")
    void a_workspace_that_fails_is_recorded_and_changes_no_other() {
        hands.addDue(30);
        hands.behave("due-00007", FakeReconcile::broken);

        var totals = world.newSweep().sweep(SweepRequest.by(Trigger.scheduled));

        assertThat(totals.workspaces()).isEqualTo(30);
        assertThat(totals.failed()).isEqualTo(1);
        assertThat(totals.flagged()).isEqualTo(29 * 2);
        assertThat(hands.failures).allSatisfy(failure -> {
            assertThat(failure.workspaceId()).isEqualTo("due-00007");
            assertThat(failure.reason()).isEqualTo("due-00007 is broken");
            assertThat(failure.run().trigger()).isEqualTo(Trigger.scheduled);
        });
        assertThat(hands.failures).isNotEmpty();
    }

    @Test
    @Tag("A2")
    void a_workspace_that_hangs_delays_no_other() {
        hands.addDue(60);
        hands.inFlight = 5;
        var release = new CountDownLatch(1);
        hands.behave("due-00000", (id, run) -> {
            awaitQuietly(release);
            return FakeReconcile.flagged(id, run);
        });

        WorkflowClient.start(world.newSweep()::sweep, (SweepRequest) null);

        await().atMost(Duration.ofSeconds(20)).until(() -> hands.calls.size() == 60);
        release.countDown();
        var totals = world.client.newUntypedWorkflowStub(ReconcileSweep.ID).getResult(SweepTotals.class);
        assertThat(totals.flagged()).isEqualTo(120);
    }

    @Test
    @Tag("A2")
    @Tag("A11")
    void a_workspace_whose_workflow_never_ends_is_recorded_as_failed_and_the_sweep_ends() {
        hands.addDue(3);

        try (var other = new ReconcileWorld(hands, ReconcileSweepImpl.class, StuckWorkspace.class)) {
            var totals = other.newSweep().sweep(SweepRequest.by(Trigger.scheduled));

            assertThat(totals.workspaces()).isEqualTo(3);
            assertThat(totals.failed()).isEqualTo(1);
            assertThat(totals.flagged()).isEqualTo(2 * 2);
            assertThat(hands.failures).singleElement().satisfies(failure -> {
                assertThat(failure.workspaceId()).isEqualTo("due-00001");
                assertThat(failure.reason()).startsWith("timed out");
            });
        }
    }

    /** As one does that no code can go on with. */
    public static final class StuckWorkspace implements ReconcileWorkspace {

        @Override
        public WorkspaceOutcome reconcile(WorkspaceRequest request) {
            Workflow.await(() -> !request.workspaceId().equals("due-00001"));
            return new WorkspaceOutcome(
                    request.workspaceId(), request.asOf(), FakeReconcile.CHECKED, 3, 1, 2, 0, List.of());
        }
    }

    @Test
    @Tag("A2")
    @Tag("A11")
    void a_failure_that_cannot_be_recorded_still_counts() {
        hands.addDue(3);
        var unheard = new FakeReconcile() {
            @Override
            public SweepPage settleQuietWorkspaces(String after, ReconcileRun sweep) {
                return hands.settleQuietWorkspaces(after, sweep);
            }

            @Override
            public void recordFailedRun(String workspaceId, ReconcileRun run, String reason) {
                throw new IllegalStateException("the table is not there");
            }
        };

        try (var other = new ReconcileWorld(unheard, ReconcileSweepImpl.class, StuckWorkspace.class)) {
            var totals = other.newSweep().sweep(SweepRequest.by(Trigger.scheduled));

            assertThat(totals.workspaces()).isEqualTo(3);
            assertThat(totals.failed()).isEqualTo(1);
        }
    }

    @Test
    @Tag("A1")
    @Tag("A2")
    void a_sweep_that_never_ends_does_not_stop_the_schedule() {
        try (var other = new ReconcileWorld(hands, StuckSweep.class, ReconcileWorkspaceImpl.class)) {
            var cron = other.client.newWorkflowStub(
                    ScheduledReconcile.class,
                    ReconcileWorld.options(ScheduledReconcile.ID)
                            .setCronSchedule("0 * * * *")
                            .build());
            StuckSweep.begun.set(0);
            WorkflowClient.start(cron::run);

            other.temporal.sleep(Duration.ofHours(9));

            assertThat(StuckSweep.begun.get()).isGreaterThanOrEqualTo(2);
        }
    }

    /** As one does that no code can go on with. */
    public static final class StuckSweep implements ReconcileSweep {

        static final AtomicInteger begun = new AtomicInteger();

        @Override
        public SweepTotals sweep(SweepRequest request) {
            begun.incrementAndGet();
            Workflow.await(() -> false);
            return SweepTotals.NONE;
        }
    }

    @Test
    @Tag("A2")
    void no_more_workspaces_are_under_way_than_the_setting_allows() {
        hands.addDue(40);
        hands.inFlight = 4;
        var fourTogether = new CyclicBarrier(4); // opens only while four are under way
        hands.workspaces
                .keySet()
                .forEach(workspace -> hands.behave(workspace, (id, run) -> {
                    awaitQuietly(fourTogether);
                    return FakeReconcile.flagged(id, run);
                }));

        world.newSweep().sweep(null);

        assertThat(hands.mostUnderWay.get()).isEqualTo(4);
    }

    @Test
    @Tag("A8")
    void the_whole_sweep_decides_by_one_now_and_one_key_however_late_a_retry_comes() {
        hands.addDue(3);
        hands.pageSize = 2;
        var failFirst = new AtomicInteger(2);
        hands.behave("due-00001", (id, run) -> {
            if (failFirst.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
            return FakeReconcile.flagged(id, run);
        });

        world.newSweep().sweep(null);

        var runs = new ArrayList<>(hands.pages);
        hands.calls.forEach(call -> runs.add(call.run()));
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2 + 3 + 2);
        assertThat(runs).extracting(ReconcileRun::asOf).containsOnly(runs.get(0).asOf());
        assertThat(runs).extracting(ReconcileRun::key).containsOnly(runs.get(0).key());
    }

    @Test
    @Tag("A14")
    void a_workspace_that_another_run_is_working_on_is_left_to_it() {
        hands.addDue(2);
        var release = new CountDownLatch(1);
        hands.behave("due-00000", (id, run) -> {
            awaitQuietly(release);
            return FakeReconcile.flagged(id, run);
        });
        WorkflowClient.start(world.newRun("due-00000")::reconcile, WorkspaceRequest.manual("due-00000", null, false));
        await().until(() -> hands.calls.size() == 1);

        var totals = world.newSweep().sweep(null);
        release.countDown();

        assertThat(totals.alreadyRunning()).isEqualTo(1);
        assertThat(totals.flagged()).isEqualTo(2);
        assertThat(hands.failures).isEmpty();
        assertThat(hands.calls).extracting(FakeReconcile.Call::workspaceId).containsOnlyOnce("due-00000");
    }

    @Test
    @Tag("A13")
    @Tag("A14")
    void a_dry_run_looks_at_a_workspace_that_another_run_is_working_on_and_takes_nobodys_place() {
        hands.addDue(2);
        var release = new CountDownLatch(1);
        hands.behave("due-00000", (id, run) -> {
            if (!run.dryRun()) {
                awaitQuietly(release);
            }
            return FakeReconcile.flagged(id, run);
        });
        WorkflowClient.start(world.newRun("due-00000")::reconcile, WorkspaceRequest.manual("due-00000", null, false));
        await().until(() -> hands.calls.size() == 1);

        var totals = world.newSweep("reconcile/sweep/dry").sweep(new SweepRequest(Trigger.manual, null, true, null));
        release.countDown();

        assertThat(totals).isEqualTo(new SweepTotals(2, 20, 6, 2, 4, 0, 0, 0));
        assertThat(hands.calls)
                .filteredOn(call -> call.run().dryRun())
                .extracting(call -> call.run().workflowId())
                .containsExactly("reconcile/sweep/dry", "reconcile/sweep/dry");
    }

    @Test
    @Tag("A13")
    void a_dry_run_records_and_drops_nothing() {
        hands.addDue(2);
        hands.behave("due-00001", FakeReconcile::broken);

        var totals = world.newSweep().sweep(new SweepRequest(Trigger.manual, Duration.ofHours(3), true, null));

        assertThat(totals.failed()).isEqualTo(1);
        assertThat(hands.failures).isEmpty();
        assertThat(hands.drops).isZero();
        assertThat(hands.calls).allSatisfy(call -> {
            assertThat(call.run().dryRun()).isTrue();
            assertThat(call.run().staleAfter()).isEqualTo(Duration.ofHours(3));
        });
    }

    @Test
    @Tag("A1")
    @Tag("A2")
    void the_history_of_each_run_stays_under_5000_events_at_10_000_workspaces() {
        hands.addDue(1_500);
        hands.addQuiet(8_500);

        var sweep = world.newSweep();
        var first = WorkflowClient.start(sweep::sweep, (SweepRequest) null);
        var totals = WorkflowStub.fromTyped(sweep).getResult(SweepTotals.class);

        assertThat(totals.workspaces()).isEqualTo(10_000);
        assertThat(totals.flagged()).isEqualTo(3_000);
        assertThat(hands.calls).hasSize(1_500); // each once, also over the runs
        var lengths = historyLengths(first);
        assertThat(lengths).hasSizeGreaterThan(1).allMatch(length -> length < 5_000);
    }

    private List<Integer> historyLengths(WorkflowExecution first) {
        var lengths = new ArrayList<Integer>();
        var runId = first.getRunId();
        while (!runId.isEmpty()) {
            var events = world.client.fetchHistory(first.getWorkflowId(), runId).getEvents();
            lengths.add(events.size());
            runId = successor(events.get(events.size() - 1));
        }
        return lengths;
    }

    private static String successor(HistoryEvent last) {
        return last.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
                ? last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
                : "";
    }

    @Test
    @Tag("A1")
    void the_cron_sweeps_every_hour_and_goes_on_after_a_sweep_that_failed() {
        hands.addDue(1);
        var broken = new FakeReconcile() {
            int pagesAsked;

            @Override
            public SweepPage settleQuietWorkspaces(String after, ReconcileRun sweep) {
                if (pagesAsked++ == 0) {
                    throw io.plumbline.workflows.run.Rejected.because("the tables are not there");
                }
                return hands.settleQuietWorkspaces(after, sweep);
            }
        };
        try (var other = new ReconcileWorld(broken)) {
            var cron = other.client.newWorkflowStub(
                    ScheduledReconcile.class,
                    ReconcileWorld.options(ScheduledReconcile.ID)
                            .setCronSchedule("0 * * * *")
                            .build());
            WorkflowClient.start(cron::run);

            other.temporal.sleep(Duration.ofHours(3).plusMinutes(1));

            assertThat(hands.pages).hasSizeGreaterThanOrEqualTo(2).allSatisfy(page -> {
                assertThat(page.trigger()).isEqualTo(Trigger.scheduled);
                assertThat(page.workflowId()).isEqualTo(ReconcileSweep.ID);
            });
            assertThat(hands.pages)
                    .extracting(
                            page -> Duration.between(Instant.EPOCH, page.asOf()).toMinutesPart())
                    .allMatch(minute -> minute == 0);
        }
    }

    private static void awaitQuietly(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("they did not come together", e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
