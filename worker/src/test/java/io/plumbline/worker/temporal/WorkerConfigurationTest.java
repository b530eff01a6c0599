package io.plumbline.worker.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WorkerConfigurationTest {

    private static final String QUEUE = "slow";

    @WorkflowInterface
    public interface Slow {

        @WorkflowMethod
        void compute();
    }

    /** Computes for longer than the SDK's second, as loading classes does on a machine that is busy. */
    public static final class SlowImpl implements Slow {

        @Override
        public void compute() {
            var until = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @Tag("E10")
    void a_first_step_that_is_slow_on_a_busy_machine_is_no_deadlock() {
        var settings = new WorkerSettings(Duration.ofSeconds(10), Duration.ofSeconds(20), true);
        try (var temporal = TestWorkflowEnvironment.newInstance()) {
            temporal.newWorker(QUEUE, new WorkerConfiguration().workerOptions(settings))
                    .registerWorkflowImplementationTypes(SlowImpl.class);
            temporal.start();
            var client = temporal.getWorkflowClient();

            client.newWorkflowStub(
                            Slow.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(QUEUE)
                                    .setWorkflowId("slow")
                                    .setWorkflowExecutionTimeout(Duration.ofMinutes(1)) // a deadlock is tried for ever
                                    .build())
                    .compute();

            assertThat(client.fetchHistory("slow").getEvents())
                    .extracting(HistoryEvent::getEventType)
                    .doesNotContain(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
                    .contains(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        }
    }

    @Test
    @Tag("E10")
    void a_time_that_makes_no_sense_is_refused_by_its_name() {
        assertThatThrownBy(() -> new WorkerSettings(Duration.ZERO, Duration.ofSeconds(20), true))
                .hasMessageContaining("plumbline.temporal.deadlock-after");
        assertThatThrownBy(() -> new WorkerSettings(Duration.ofSeconds(10), Duration.ofHours(2), true))
                .hasMessageContaining("plumbline.temporal.finish-within");
    }
}
