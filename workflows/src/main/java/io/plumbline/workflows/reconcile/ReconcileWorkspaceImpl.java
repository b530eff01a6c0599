package io.plumbline.workflows.reconcile;

import static io.plumbline.workflows.run.Retries.DATABASE;
import static io.plumbline.workflows.run.Retries.FIRST_TRY;
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

/**
 * Flags within the workflow task at first: a run that comes through costs the server half of what it does with an activity of
 * its own. One that does not is tried as such, where the Temporal UI shows each try.
 */
public final class ReconcileWorkspaceImpl implements ReconcileWorkspace {

    private static final String FLAGS = "Flags contacts that went quiet, and records the run";
    private static final String FLAGS_LOCALLY_FIRST = "flags-locally-first";

    private final ReconcileActivities locally =
            Workflow.newLocalActivityStub(ReconcileActivities.class, described(FIRST_TRY, FLAGS));
    private final ReconcileActivities activities = Workflow.newActivityStub(
            ReconcileActivities.class,
            DATABASE,
            Map.of(
                    "FlagStaleContacts", described(DATABASE, FLAGS),
                    "RecordFailedRun", described(OUTAGE, "Records that the run failed")));

    @Override
    public WorkspaceOutcome reconcile(@Nullable WorkspaceRequest request) {
        if (request == null || request.workspaceId() == null) {
            throw Rejected.because("workspaceId is required, like {\"workspaceId\":\"acme\"}");
        }
        var run = runOf(request);
        try {
            var outcome = flagStaleContacts(request.workspaceId(), run);
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

    private WorkspaceOutcome flagStaleContacts(String workspaceId, ReconcileRun run) {
        var version = Workflow.getVersion(FLAGS_LOCALLY_FIRST, Workflow.DEFAULT_VERSION, 1);
        if (version == Workflow.DEFAULT_VERSION) {
            return activities.flagStaleContacts(workspaceId, run);
        }
        try {
            return locally.flagStaleContacts(workspaceId, run);
        } catch (ActivityFailure e) {
            if (Rejected.isCauseOf(e) || Failures.isCancellation(e)) {
                throw e;
            }
            return activities.flagStaleContacts(workspaceId, run);
        }
    }

    private static ReconcileRun runOf(WorkspaceRequest request) {
        var info = Workflow.getInfo();
        return new ReconcileRun(
                request.trigger() == null ? Trigger.manual : request.trigger(),
                request.asOf() == null ? Instant.ofEpochMilli(Workflow.currentTimeMillis()) : request.asOf(),
                request.staleAfter() == null ? null : new Staleness(request.staleAfter()).threshold(),
                request.dryRun(),
                request.runKey() == null ? info.getOriginalExecutionRunId() : request.runKey(),
                info.getWorkflowId(),
                info.getRunId());
    }
}
