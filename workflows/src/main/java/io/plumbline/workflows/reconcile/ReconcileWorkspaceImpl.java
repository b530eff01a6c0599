package io.plumbline.workflows.reconcile;

import static io.plumbline.workflows.run.Retries.DATABASE;
import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.plumbline.workflows.run.Trigger;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

public final class ReconcileWorkspaceImpl implements ReconcileWorkspace {

    private final ReconcileActivities activities = Workflow.newActivityStub(
            ReconcileActivities.class,
            DATABASE,
            Map.of(
                    "FlagStaleContacts", described(DATABASE, "Flags contacts that went quiet, and records the run"),
                    "RecordFailedRun", described(OUTAGE, "Records that the run failed")));

    @Override
    public WorkspaceOutcome reconcile(@Nullable WorkspaceRequest request) {
        if (request == null || request.workspaceId() == null) {
            throw Rejected.because("workspaceId is required, like {\"workspaceId\":\"acme\"}");
        }
        var run = runOf(request);
        try {
            var outcome = activities.flagStaleContacts(request.workspaceId(), run);
            Workflow.setCurrentDetails(outcome.sentence());
            return outcome;
        } catch (ActivityFailure e) {
            if (Rejected.isCauseOf(e)) {
                throw Rejected.because(Failures.reason(e));
            }
            if (run.dryRun() || Failures.isCancellation(e)) {
                throw e;
            }
            activities.recordFailedRun(request.workspaceId(), run, Failures.reason(e));
            throw ApplicationFailure.newFailureWithCause(Failures.reason(e), "ReconcileFailed", e);
        }
    }

    private static ReconcileRun runOf(WorkspaceRequest request) {
        var info = Workflow.getInfo();
        return new ReconcileRun(
                request.trigger() == null ? Trigger.manual : request.trigger(),
                request.asOf() == null ? Instant.ofEpochMilli(Workflow.currentTimeMillis()) : request.asOf(),
                request.staleAfter() == null ? null : new Staleness(request.staleAfter()).threshold(),
                request.dryRun(),
                request.runKey() == null ? info.getRunId() : request.runKey(),
                info.getWorkflowId(),
                info.getRunId());
    }
}
