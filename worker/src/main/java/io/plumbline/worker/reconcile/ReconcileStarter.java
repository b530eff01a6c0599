package io.plumbline.worker.reconcile;

import io.plumbline.activities.reconcile.ReconcileSettings;
import io.plumbline.activities.reconcile.WorkspaceRepository;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.temporal.Schedules;
import io.plumbline.worker.temporal.Schedules.Schedule;
import io.plumbline.worker.temporal.WorkersStarted;
import io.plumbline.workflows.reconcile.ReconcileSweep;
import io.plumbline.workflows.reconcile.ScheduledReconcile;
import io.plumbline.workflows.reconcile.SweepRequest;
import io.plumbline.workflows.reconcile.SweepTotals;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Makes Temporal agree with the settings and the database at the start: the cron is there, with the schedule that is set,
 * and a sweep that was missed is made up for at once.
 */
@Component
@OnRole(Role.reconcile)
class ReconcileStarter {

    private static final Logger log = LoggerFactory.getLogger(ReconcileStarter.class);

    private final Schedules schedules;
    private final WorkflowClient client;
    private final ReconcileSettings settings;
    private final WorkspaceRepository workspaces;
    private final InstantSource clock;
    private final ApplicationEventPublisher events;

    ReconcileStarter(
            Schedules schedules,
            WorkflowClient client,
            ReconcileSettings settings,
            WorkspaceRepository workspaces,
            InstantSource clock,
            ApplicationEventPublisher events) {
        this.schedules = schedules;
        this.client = client;
        this.settings = settings;
        this.workspaces = workspaces;
        this.clock = clock;
        this.events = events;
    }

    @EventListener(WorkersStarted.class)
    void start() {
        schedules.start(new Schedule(
                ScheduledReconcile.class.getSimpleName(),
                ScheduledReconcile.ID,
                TaskQueues.RECONCILE,
                settings.cron(),
                true,
                "Sweeps all active workspaces at " + settings.cron() + " UTC"));
        makeUpForMissedRuns();
    }

    private void makeUpForMissedRuns() {
        var now = clock.instant();
        if (!workspaces.anyWithoutRunSince(settings.schedule().missedBefore(now, 1))) {
            events.publishEvent(new FirstSweep("no run was missed; the next one is at "
                    + settings.schedule().nextAfter(now)));
            return;
        }
        var options = WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.RECONCILE)
                .setWorkflowId(ReconcileSweep.ID)
                .setWorkflowExecutionTimeout(ReconcileSweep.LONGEST)
                .setStaticSummary("Makes up for runs missed while no worker was there")
                .build();
        var sweep = client.newWorkflowStub(ReconcileSweep.class, options);
        try {
            WorkflowClient.start(sweep::sweep, SweepRequest.by(Trigger.scheduled));
        } catch (WorkflowExecutionAlreadyStarted e) {
            log.info("a sweep is under way");
        }
        var unused = WorkflowStub.fromTyped(sweep)
                .getResultAsync(SweepTotals.class)
                .thenApply(SweepTotals::sentence)
                .exceptionally(failure -> "the first sweep failed: " + failure.getMessage())
                .thenAccept(found -> events.publishEvent(new FirstSweep(found)));
    }
}
