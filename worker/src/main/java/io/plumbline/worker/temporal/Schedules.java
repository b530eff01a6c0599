package io.plumbline.worker.temporal;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes the schedules in Temporal agree with the settings: there once, with the expression that is set. */
@Component
public final class Schedules {

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);
    private static final String SCHEDULE = "schedule"; // key of the memo that keeps the expression

    private final WorkflowClient client;

    Schedules(WorkflowClient client) {
        this.client = client;
    }

    /**
     * A workflow without arguments that runs again and again.
     *
     * @param expression when it runs
     * @param isCron whether that is a cron of the engine; the workflow sees to it otherwise
     * @param summary a line for the Temporal UI
     */
    public record Schedule(
            String workflowType,
            String workflowId,
            String taskQueue,
            String expression,
            boolean isCron,
            String summary) {}

    /** Starts it, unless it is there; one with another expression is replaced. */
    public void start(Schedule schedule) {
        var options = WorkflowOptions.newBuilder()
                .setTaskQueue(schedule.taskQueue())
                .setWorkflowId(schedule.workflowId())
                .setCronSchedule(schedule.isCron() ? schedule.expression() : null)
                .setMemo(Map.of(SCHEDULE, schedule.expression()))
                .setStaticSummary(schedule.summary())
                .build();
        try {
            client.newUntypedWorkflowStub(schedule.workflowType(), options).start();
            log.info("{} is scheduled at '{}'", schedule.workflowId(), schedule.expression());
        } catch (WorkflowExecutionAlreadyStarted e) {
            var running = client.newUntypedWorkflowStub(schedule.workflowId());
            if (!schedule.expression().equals(running.describe().getMemo(SCHEDULE, String.class))) {
                running.terminate("The schedule was changed to " + schedule.expression());
                start(schedule);
            }
        }
    }
}
