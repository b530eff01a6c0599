package io.plumbline.worker.temporal;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes the crons in Temporal agree with the settings: there once, with the expression that is set. */
@Component
public final class Schedules {

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);
    private static final String SCHEDULE = "schedule"; // key of the memo that keeps the cron's expression

    private final WorkflowClient client;

    Schedules(WorkflowClient client) {
        this.client = client;
    }

    /**
     * A cron workflow without arguments.
     *
     * @param cron as the engine takes it
     * @param summary a line for the Temporal UI
     */
    public record Schedule(String workflowType, String workflowId, String taskQueue, String cron, String summary) {}

    /** Starts it, unless it is there; one with another expression is replaced. */
    public void start(Schedule schedule) {
        var options = WorkflowOptions.newBuilder()
                .setTaskQueue(schedule.taskQueue())
                .setWorkflowId(schedule.workflowId())
                .setCronSchedule(schedule.cron())
                .setMemo(Map.of(SCHEDULE, schedule.cron()))
                .setStaticSummary(schedule.summary())
                .build();
        try {
            client.newUntypedWorkflowStub(schedule.workflowType(), options).start();
            log.info("{} is scheduled at '{}'", schedule.workflowId(), schedule.cron());
        } catch (WorkflowExecutionAlreadyStarted e) {
            var running = client.newUntypedWorkflowStub(schedule.workflowId());
            if (!schedule.cron().equals(running.describe().getMemo(SCHEDULE, String.class))) {
                running.terminate("The schedule was changed to " + schedule.cron());
                start(schedule);
            }
        }
    }
}
