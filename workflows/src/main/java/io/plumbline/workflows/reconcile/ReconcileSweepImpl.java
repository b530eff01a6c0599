package io.plumbline.workflows.reconcile;

import static io.plumbline.workflows.run.Retries.DATABASE;
import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.FanOut;
import io.plumbline.workflows.run.Rejected;
import io.plumbline.workflows.run.Trigger;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public final class ReconcileSweepImpl implements ReconcileSweep {

    /** Each workspace adds a few events, so this keeps a run's history well under 5,000. */
    private static final long LONG_HISTORY = 3_000;

    private static final String DRY_WITHOUT_WORKFLOWS = "dry-without-workflows";
    private static final String WITHOUT_THREADS = "without-threads";

    private final Logger log = Workflow.getLogger(ReconcileSweepImpl.class);
    private final ReconcileActivities activities = Workflow.newActivityStub(
            ReconcileActivities.class,
            OUTAGE,
            Map.of(
                    "SettleQuietWorkspaces", described(OUTAGE, "Settles the workspaces that have nothing to flag"),
                    "FlagStaleContacts", described(DATABASE, "Counts what a run of one workspace would flag"),
                    "RecordFailedRun", described(OUTAGE, "Records a workspace whose run failed"),
                    "DropExpiredRuns", described(OUTAGE, "Drops health rows past their keeping time")));
    private final ReconcileSweep nextRun = Workflow.newContinueAsNewStub(ReconcileSweep.class);

    private final FanOut workflows = new FanOut();
    private final Queue<String> due = new ArrayDeque<>();
    private SweepTotals totals = SweepTotals.NONE;

    @Override
    public SweepTotals sweep(@Nullable SweepRequest asked) {
        var request = asked == null ? SweepRequest.by(Trigger.manual) : asked;
        var begun = request.progress() == null ? beginning() : request.progress();
        var run = runOf(request, begun);
        var page = begun.page();
        due.addAll(page.due());
        totals = begun.totals();

        while (!due.isEmpty() || page.morePages()) {
            if (Workflow.getInfo().getHistoryLength() > LONG_HISTORY) {
                workflows.awaitAll();
                return nextRun.sweep(request.continuedFrom(begun.at(page.withDue(due), totals)));
            }
            if (due.isEmpty()) {
                page = activities.settleQuietWorkspaces(page.last(), run);
                due.addAll(page.due());
                totals = totals.plus(page.quiet());
                Workflow.setCurrentDetails(totals.sentence());
            } else {
                var workspace = due.remove();
                workflows.start(
                        page.inFlight(),
                        () -> reconcile(workspace, run).thenApply(outcome -> totals = totals.plus(outcome)));
            }
        }
        workflows.awaitAll();
        Workflow.setCurrentDetails(totals.sentence());
        if (!request.dryRun()) {
            activities.dropExpiredRuns();
        }
        return totals;
    }

    /**
     * One workspace, in a workflow of its own. Whatever becomes of it is a number here, never an exception (A2). Nothing waits
     * in a thread: the SDK wakes each one at each event, and there are as many as workspaces under way.
     */
    private Promise<SweepTotals> reconcile(String workspaceId, ReconcileRun run) {
        if (Workflow.getVersion(WITHOUT_THREADS, Workflow.DEFAULT_VERSION, 1) == Workflow.DEFAULT_VERSION) {
            return Async.function(() -> reconcileInAThread(workspaceId, run));
        }
        return run.dryRun()
                ? Async.function(activities::flagStaleContacts, workspaceId, run)
                        .thenApply(SweepTotals::of)
                        .exceptionally(ReconcileSweepImpl::ofUnplanned)
                : Async.function(workflow(workspaceId)::reconcile, request(workspaceId, run))
                        .handle((outcome, failure) -> failure == null
                                ? Workflow.newPromise(SweepTotals.of(outcome))
                                : afterFailure(workspaceId, run, failure))
                        .thenCompose(totals -> totals);
    }

    private Promise<SweepTotals> afterFailure(String workspaceId, ReconcileRun run, RuntimeException failure) {
        return ofNoFailure(failure)
                .map(Workflow::newPromise)
                .orElseGet(() -> Async.function(() -> recordFailedRun(workspaceId, run, failure)));
    }

    private static ReconcileWorkspace workflow(String workspaceId) {
        return Workflow.newChildWorkflowStub(
                ReconcileWorkspace.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(ReconcileWorkspace.id(workspaceId))
                        .setWorkflowExecutionTimeout(ReconcileWorkspace.LONGEST)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .setStaticSummary("Flags contacts of " + workspaceId + " that went quiet")
                        .build());
    }

    private static WorkspaceRequest request(String workspaceId, ReconcileRun run) {
        return new WorkspaceRequest(workspaceId, run.staleAfter(), run.dryRun(), run.trigger(), run.asOf(), run.key());
    }

    /** Empty when the workspace's run has failed indeed. */
    private static Optional<SweepTotals> ofNoFailure(RuntimeException failure) {
        if (failure.getCause() instanceof WorkflowExecutionAlreadyStarted) {
            return Optional.of(SweepTotals.ONE_ALREADY_RUNNING);
        }
        // its channel was removed since the page was read
        return Rejected.isCauseOf(failure) ? Optional.of(SweepTotals.NONE) : Optional.empty();
    }

    /** The workflow has written this itself, unless it was ended from outside or took too long. */
    private SweepTotals recordFailedRun(String workspaceId, ReconcileRun run, RuntimeException failure) {
        try {
            activities.recordFailedRun(workspaceId, run, Failures.reason(failure));
        } catch (ActivityFailure e) { // it counts all the same
            log.warn("The failed run of workspace {} could not be recorded: {}", workspaceId, Failures.reason(e));
        }
        return SweepTotals.ONE_FAILED;
    }

    private static SweepTotals ofUnplanned(Throwable failure) {
        return Rejected.isCauseOf(failure) ? SweepTotals.NONE : SweepTotals.ONE_FAILED;
    }

    /** As it was before {@link #WITHOUT_THREADS}. */
    private SweepTotals reconcileInAThread(String workspaceId, ReconcileRun run) {
        if (run.dryRun() && Workflow.getVersion(DRY_WITHOUT_WORKFLOWS, Workflow.DEFAULT_VERSION, 1) == 1) {
            return planInAThread(workspaceId, run);
        }
        try {
            return SweepTotals.of(workflow(workspaceId).reconcile(request(workspaceId, run)));
        } catch (ChildWorkflowFailure e) {
            return ofNoFailure(e)
                    .orElseGet(() -> run.dryRun() ? SweepTotals.ONE_FAILED : recordFailedRun(workspaceId, run, e));
        }
    }

    private SweepTotals planInAThread(String workspaceId, ReconcileRun dryRun) {
        try {
            return SweepTotals.of(activities.flagStaleContacts(workspaceId, dryRun));
        } catch (ActivityFailure e) {
            return ofUnplanned(e);
        }
    }

    private static SweepProgress beginning() {
        return SweepProgress.beginning(
                Instant.ofEpochMilli(Workflow.currentTimeMillis()),
                Workflow.getInfo().getOriginalExecutionRunId()); // the same after a reset
    }

    private static ReconcileRun runOf(SweepRequest request, SweepProgress begun) {
        var info = Workflow.getInfo();
        return new ReconcileRun(
                request.trigger() == null ? Trigger.manual : request.trigger(),
                begun.asOf(),
                request.staleAfter() == null ? null : new Staleness(request.staleAfter()).threshold(),
                request.dryRun(),
                begun.runKey(),
                info.getWorkflowId(),
                info.getRunId());
    }
}
