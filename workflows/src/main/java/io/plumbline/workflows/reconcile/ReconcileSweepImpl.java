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
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public final class ReconcileSweepImpl implements ReconcileSweep {

    /** Each workspace adds a few events, so this keeps a run's history well under 5,000. */
    private static final long LONG_HISTORY = 3_000;

    private static final String DRY_WITHOUT_WORKFLOWS = "dry-without-workflows";

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
                workflows.start(page.inFlight(), () -> {
                    var outcome = reconcile(workspace, run);
                    totals = totals.plus(outcome); // read only now: others were added meanwhile
                });
            }
        }
        workflows.awaitAll();
        Workflow.setCurrentDetails(totals.sentence());
        if (!request.dryRun()) {
            activities.dropExpiredRuns();
        }
        return totals;
    }

    /** One workspace, in a workflow of its own. Whatever becomes of it is a number here, never an exception (A2). */
    private SweepTotals reconcile(String workspaceId, ReconcileRun run) {
        if (run.dryRun() && Workflow.getVersion(DRY_WITHOUT_WORKFLOWS, Workflow.DEFAULT_VERSION, 1) == 1) {
            return plan(workspaceId, run);
        }
        var id = ReconcileWorkspace.id(workspaceId);
        var workflow = Workflow.newChildWorkflowStub(
                ReconcileWorkspace.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setWorkflowExecutionTimeout(ReconcileWorkspace.LONGEST)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .setStaticSummary("Flags contacts of " + workspaceId + " that went quiet")
                        .build());
        try {
            return SweepTotals.of(workflow.reconcile(new WorkspaceRequest(
                    workspaceId, run.staleAfter(), run.dryRun(), run.trigger(), run.asOf(), run.key())));
        } catch (ChildWorkflowFailure e) {
            if (e.getCause() instanceof WorkflowExecutionAlreadyStarted) {
                return SweepTotals.ONE_ALREADY_RUNNING;
            }
            if (Rejected.isCauseOf(e)) { // its channel was removed since the page was read
                return SweepTotals.NONE;
            }
            if (!run.dryRun()) {
                recordFailedRun(workspaceId, run, Failures.reason(e));
            }
            return SweepTotals.ONE_FAILED;
        }
    }

    /** The workflow has written this itself, unless it was ended from outside or took too long. */
    private void recordFailedRun(String workspaceId, ReconcileRun run, String reason) {
        try {
            activities.recordFailedRun(workspaceId, run, reason);
        } catch (ActivityFailure e) { // it counts all the same
            log.warn("The failed run of workspace {} could not be recorded: {}", workspaceId, Failures.reason(e));
        }
    }

    /** What a run would do. It needs no workflow, which would take the place of one that flags. */
    private SweepTotals plan(String workspaceId, ReconcileRun dryRun) {
        try {
            return SweepTotals.of(activities.flagStaleContacts(workspaceId, dryRun));
        } catch (ActivityFailure e) {
            return Rejected.isCauseOf(e) ? SweepTotals.NONE : SweepTotals.ONE_FAILED;
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
