package io.plumbline.workflows.products;

import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public final class ProductSyncImpl implements ProductSync {

    private static final Logger log = Workflow.getLogger(ProductSyncImpl.class);
    private static final long LONG_HISTORY = 2_000;
    private static final String LOST = "The run was lost, with the worker or the engine that it ran on";
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS_AT_OURS = Duration.ofMinutes(15); // not every engine tells of each end
    private static final Duration LONGEST_RUN = Duration.ofDays(3); // with all its pauses

    private final ProductActivities activities = Workflow.newActivityStub(
            ProductActivities.class,
            OUTAGE,
            Map.of(
                    "ReadSyncState", described(OUTAGE, "Reads what people want of the sync"),
                    "ChangeProductSync", described(OUTAGE, "Writes what a signal asks for"),
                    "BeginProductRun", described(OUTAGE, "Begins a run, if it is still due"),
                    "RecordFailedProductRun", described(OUTAGE, "Records a run that failed")));
    private final ProductSync nextRun = Workflow.newContinueAsNewStub(ProductSync.class);

    private final Queue<SyncCommand> commands = new ArrayDeque<>();
    private boolean news;
    private @Nullable SyncState state;
    private @Nullable Run run;

    /** A run of ours that is under way, and what it was told. */
    private static final class Run {

        final long session;
        final ProductSyncRun workflow;
        final Promise<ProductRunOutcome> end;

        @Nullable
        Instant knowsOfPause;

        Run(long session, ProductSyncRun workflow, Promise<ProductRunOutcome> end) {
            this.session = session;
            this.workflow = workflow;
            this.end = end;
        }
    }

    @Override
    public void keepInSync(@Nullable ProductSyncRequest request) {
        if (request != null && request.intervalMinutes() != null) {
            activities.changeProductSync(SyncCommand.start(request)); // one that cannot be fails the workflow
        }
        do {
            settleRun();
            obeyCommands();
            news = false;
            var read = activities.readSyncState();
            state = read;
            Workflow.setCurrentDetails(read.sentence());
            goOn(read);
        } while (run != null || !commands.isEmpty() || Workflow.getInfo().getHistoryLength() < LONG_HISTORY);
        nextRun.keepInSync(null);
    }

    private void goOn(SyncState state) {
        var now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        var due = state.nextRunAt();
        if (run != null) {
            lookAfter(run, state.pausedUntil());
        } else if (state.runningSession() != null) {
            lookAfter(state.runningSession());
        } else if (due == null) {
            Workflow.await(this::wasTold);
        } else if (due.isAfter(now)) {
            Workflow.await(Duration.between(now, due).plusMillis(1), this::wasTold);
        } else {
            startRun(due);
        }
    }

    private boolean wasTold() {
        return news || !commands.isEmpty();
    }

    private void startRun(Instant due) {
        var begun = activities.beginProductRun(due);
        if (begun == null) {
            return; // stopped, paused or begun by somebody else meanwhile: the table says which
        }
        var workflow = Workflow.newChildWorkflowStub(
                ProductSyncRun.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(ProductSyncRun.id(begun.sessionId()))
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .setWorkflowExecutionTimeout(LONGEST_RUN)
                        .setStaticSummary("Syncs the products, session " + begun.sessionId())
                        .build());
        run = new Run(begun.sessionId(), workflow, Async.function(workflow::sync, begun));
    }

    private void settleRun() {
        if (run == null || !run.end.isCompleted()) {
            return;
        }
        try {
            run.end.get();
        } catch (ChildWorkflowFailure e) {
            // it has written this itself, unless it was ended from outside
            activities.recordFailedProductRun(run.session, Failures.reason(e));
        }
        run = null;
    }

    private void lookAfter(Run ours, @Nullable Instant pausedUntil) {
        if (!Objects.equals(ours.knowsOfPause, pausedUntil)) {
            ours.knowsOfPause = pausedUntil;
            reach(ours.workflow);
        }
        var hasNews = Workflow.await(BETWEEN_LOOKS_AT_OURS, () -> wasTold() || ours.end.isCompleted());
        if (!hasNews && !reach(ours.workflow) && !ours.end.isCompleted()) {
            activities.recordFailedProductRun(ours.session, LOST);
            run = null;
        }
    }

    /** A session that is said to run, and is not ours: of a schedule that was lost, together with its runs or alone. */
    private void lookAfter(long session) {
        if (reach(Workflow.newExternalWorkflowStub(ProductSyncRun.class, ProductSyncRun.id(session)))) {
            Workflow.await(BETWEEN_LOOKS, this::wasTold);
        } else {
            activities.recordFailedProductRun(
                    session, "The run was lost, with the worker or the engine that it ran on");
        }
    }

    /** @return whether it is there */
    private static boolean reach(ProductSyncRun run) {
        try {
            run.changed();
            return true;
        } catch (SignalExternalWorkflowException | ApplicationFailure e) { // which of them depends on the SDK
            return false;
        }
    }

    private void obeyCommands() {
        while (!commands.isEmpty()) {
            var command = commands.remove();
            try {
                activities.changeProductSync(command);
            } catch (ActivityFailure e) {
                if (!Rejected.isCauseOf(e)) {
                    throw e;
                }
                log.warn("The signal {} changes nothing: {}", command.kind(), Failures.reason(e));
            }
        }
    }

    @Override
    public void start(@Nullable ProductSyncRequest request) {
        commands.add(SyncCommand.start(request));
    }

    @Override
    public void stop() {
        commands.add(SyncCommand.of(SyncCommand.Kind.stop));
    }

    @Override
    public void pause(@Nullable PauseRequest request) {
        commands.add(SyncCommand.pause(request));
    }

    @Override
    public void resume() {
        commands.add(SyncCommand.of(SyncCommand.Kind.resume));
    }

    @Override
    public void syncNow() {
        commands.add(SyncCommand.of(SyncCommand.Kind.run));
    }

    @Override
    public void changed() {
        news = true;
    }

    @Override
    public @Nullable SyncState state() {
        return state;
    }
}
