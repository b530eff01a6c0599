package io.plumbline.workflows.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.StoredHistories;
import io.plumbline.workflows.run.Trigger;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactoryOptions;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The run of one workspace, on the test server with time skipping. */
class ReconcileWorkspaceTest {

    private final FakeReconcile hands = new FakeReconcile();
    private final ReconcileWorld world = new ReconcileWorld(hands);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @Tag("A13")
    void a_run_by_hand_needs_no_more_than_the_workspace() {
        var outcome = world.newRun("acme").reconcile(new WorkspaceRequest("acme", null, false, null, null, null));

        assertThat(outcome.flagged()).isEqualTo(2);
        var run = hands.calls.element().run();
        assertThat(run.trigger()).isEqualTo(Trigger.manual);
        assertThat(run.key()).isEqualTo(run.runId());
        assertThat(run.workflowId()).isEqualTo("reconcile/acme");
    }

    @Test
    @Tag("A13")
    void a_request_without_a_workspace_fails_at_once_in_plain_words() {
        var failure = catchThrowable(() -> world.newRun("x").reconcile(null));

        assertThat(Failures.reason(failure)).startsWith("workspaceId is required");
        assertThat(hands.calls).isEmpty();
    }

    @Test
    @Tag("A13")
    void a_threshold_of_nothing_fails_at_once_and_touches_nothing() {
        var failure = catchThrowable(
                () -> world.newRun("acme").reconcile(WorkspaceRequest.manual("acme", Duration.ZERO, false)));

        assertThat(Failures.reason(failure)).startsWith("staleAfter must be longer than zero");
        assertThat(hands.calls).isEmpty();
    }

    @Test
    @Tag("A1")
    void a_workspace_that_is_unknown_or_not_active_is_tried_once_and_leaves_no_failure() {
        hands.behave("nowhere", FakeReconcile::unknown);

        var failure = catchThrowable(
                () -> world.newRun("nowhere").reconcile(WorkspaceRequest.manual("nowhere", null, false)));

        assertThat(Failures.reason(failure)).isEqualTo("There is no workspace 'nowhere'.");
        assertThat(hands.calls).hasSize(1);
        assertThat(hands.failures).isEmpty();
    }

    @Test
    @Tag("A10")
    void a_run_that_comes_through_at_once_takes_one_step_of_the_server() {
        world.newRun("acme").reconcile(WorkspaceRequest.manual("acme", null, false));

        assertThat(eventsOf("acme"))
                .filteredOn(event -> event == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .hasSize(1);
        assertThat(eventsOf("acme")).doesNotContain(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    }

    @Test
    @Tag("A10")
    void a_run_whose_first_try_fails_is_tried_again_at_once_where_the_ui_shows_it() {
        var tries = new AtomicInteger();
        hands.behave(
                "acme",
                (workspaceId, run) -> tries.incrementAndGet() == 1
                        ? FakeReconcile.broken(workspaceId, run)
                        : FakeReconcile.flagged(workspaceId, run));

        var outcome = world.newRun("acme").reconcile(WorkspaceRequest.manual("acme", null, false));

        assertThat(outcome.flagged()).isEqualTo(2);
        assertThat(hands.calls)
                .hasSize(2)
                .extracting(FakeReconcile.Call::run)
                .containsOnly(hands.calls.element().run());
        assertThat(eventsOf("acme")).containsOnlyOnce(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
        assertThat(hands.failures).isEmpty();
    }

    @Test
    @Tag("A10")
    void a_run_that_somebody_reset_is_still_the_same_run() throws Exception {
        var stored = Files.readString(StoredHistories.FOLDER.resolve("reconcile/workspace_flagged.json"));
        var history = WorkflowExecutionHistory.fromJson(stored).getHistory();
        var first = history.getEvents(0).getWorkflowExecutionStartedEventAttributes();

        assertThat(runsIn(history)).extracting(ReconcileRun::key).containsExactly(first.getOriginalExecutionRunId());
    }

    /** What activities are asked for when this is replayed under a run id of its own, as after a reset. */
    private static List<ReconcileRun> runsIn(History history) throws Exception {
        var asked = new ArrayList<ReconcileRun>();
        var options = TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new Listening(asked))
                        .build())
                .build();
        try (var temporal = TestWorkflowEnvironment.newInstance(options)) {
            WorkflowReplayer.replayWorkflowExecution(
                    new WorkflowExecutionHistory(history), temporal, ReconcileWorkspaceImpl.class);
        }
        return asked;
    }

    /** Notes the run that an activity is asked for. */
    private static final class Listening extends WorkerInterceptorBase {

        private final List<ReconcileRun> asked;

        Listening(List<ReconcileRun> asked) {
            this.asked = asked;
        }

        @Override
        public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
            return new WorkflowInboundCallsInterceptorBase(next) {
                @Override
                public void init(WorkflowOutboundCallsInterceptor calls) {
                    super.init(new WorkflowOutboundCallsInterceptorBase(calls) {
                        @Override
                        public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
                            asked.add((ReconcileRun) input.getArgs()[1]);
                            return super.executeActivity(input);
                        }
                    });
                }
            };
        }
    }

    private List<EventType> eventsOf(String workspaceId) {
        return world.client.fetchHistory(ReconcileWorkspace.id(workspaceId)).getEvents().stream()
                .map(HistoryEvent::getEventType)
                .toList();
    }

    @Test
    @Tag("A11")
    void when_its_retries_are_used_up_the_failure_is_recorded_with_the_reason_and_the_run_fails() {
        hands.behave("acme", FakeReconcile::broken);

        var failure =
                catchThrowable(() -> world.newRun("acme").reconcile(WorkspaceRequest.manual("acme", null, false)));

        assertThat(hands.calls).hasSize(5);
        assertThat(hands.failures).singleElement().satisfies(recorded -> {
            assertThat(recorded.reason()).isEqualTo("acme is broken");
            assertThat(recorded.run()).isEqualTo(hands.calls.element().run());
        });
        assertThat(Failures.reason(failure)).isEqualTo("acme is broken");
    }
}
