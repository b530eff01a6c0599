package io.plumbline.workflows.federation;

import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.SLOT;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.plumbline.workflows.run.Trigger;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

public final class SyncOrganizationImpl implements SyncOrganization {

    private static final long LONG_HISTORY = 3_000;
    /** A worker that says nothing for so long is dead, and another one goes on (C3). */
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);

    private static final int FETCHES = 30;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final FederationActivities queue = Workflow.newActivityStub(
            FederationActivities.class,
            OUTAGE,
            Map.of(
                    "QueueOrganization", described(OUTAGE, "Adds a sync of the organisation to its queue"),
                    "QueueMember", described(OUTAGE, "Adds a sync of one member to the queue"),
                    "ClaimNextJob", described(SLOT, "Takes the next job, when fewer than the limit are running"),
                    "RecordFailedAttempt",
                            described(OUTAGE, "Records why the attempt failed, and when the next one is")));
    private final SyncOrganization nextRun = Workflow.newContinueAsNewStub(SyncOrganization.class);

    private final Queue<MemberChange> changes = new ArrayDeque<>();
    private final List<String> failed = new ArrayList<>();
    private boolean woken;
    private OrganizationOutcome outcome = OrganizationOutcome.NONE;

    @Override
    public OrganizationOutcome sync(@Nullable OrganizationRequest request) {
        if (request == null || request.connectorId() == null || request.organizationId() == null) {
            throw Rejected.because("connectorId and organizationId are required, like "
                    + "{\"connectorId\":\"registry\",\"organizationId\":\"club-north\"}");
        }
        var connector = request.connectorId();
        var organization = request.organizationId();
        try {
            if (!request.onlyQueued()) {
                queue.queueOrganization(connector, organization, request.strategy(), Trigger.manual, now());
            }
            work(connector, organization);
        } catch (ActivityFailure e) {
            if (Rejected.isCauseOf(e)) {
                throw Rejected.because(Failures.reason(e));
            }
            throw e;
        }
        if (!failed.isEmpty()) {
            throw ApplicationFailure.newFailure(String.join("; ", failed), "SyncFailed");
        }
        return outcome;
    }

    private void work(String connector, String organization) {
        while (true) {
            woken = false;
            while (!changes.isEmpty()) {
                queue.queueMember(connector, organization, changes.remove(), now());
            }
            var claim = queue.claimNextJob(connector, organization, now());
            if (claim.job() != null) {
                attempt(claim.job());
            } else if (claim.nextDue() != null) {
                Workflow.await(until(claim.nextDue()), () -> woken);
            } else if (!woken) {
                return;
            }
            if (Workflow.getInfo().getHistoryLength() > LONG_HISTORY && changes.isEmpty()) {
                nextRun.sync(new OrganizationRequest(connector, organization, null, true));
            }
        }
    }

    private void attempt(SyncJob job) {
        Workflow.setCurrentDetails("Syncs " + job.what());
        try {
            fetching(job).fetchMembers(job);
            outcome = outcome.plus(applying(job).applyMembers(job, now()));
            Workflow.setCurrentDetails(outcome.sentence());
        } catch (ActivityFailure e) {
            if (Failures.isCancellation(e)) {
                var cancelled = new FailedAttempt("it was cancelled", false, null);
                // apart from this run, which is cancelled and does nothing more
                Workflow.newDetachedCancellationScope(() -> queue.recordFailedAttempt(job, cancelled, now()))
                        .run();
                throw e;
            }
            var why = why(job, e);
            if (!queue.recordFailedAttempt(job, why, now())) {
                failed.add(job.what() + ": " + why.reason());
            }
            Workflow.setCurrentDetails(why.reason());
        }
    }

    /**
     * Only a worker that died is replaced at once. What the federation says ends the attempt, and so does what the database
     * says for some five minutes.
     */
    private static FederationActivities fetching(SyncJob job) {
        return Workflow.newActivityStub(
                FederationActivities.class,
                ActivityOptions.newBuilder()
                        .setSummary("Fetches " + job.what())
                        .setScheduleToCloseTimeout(until(job.deadline()))
                        .setHeartbeatTimeout(SIGN_OF_LIFE)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(1))
                                .setMaximumInterval(Duration.ofSeconds(10))
                                .setMaximumAttempts(FETCHES)
                                .build())
                        .build());
    }

    /** Tried once: a worker that died in it ends the attempt, and the next one begins with a fence of its own. */
    private static FederationActivities applying(SyncJob job) {
        return Workflow.newActivityStub(
                FederationActivities.class,
                ActivityOptions.newBuilder()
                        .setSummary("Applies what was fetched, all or nothing")
                        .setScheduleToCloseTimeout(until(job.deadline()))
                        .setHeartbeatTimeout(SIGN_OF_LIFE)
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
    }

    private static FailedAttempt why(SyncJob job, ActivityFailure failure) {
        if (!now().isBefore(job.deadline())) {
            return new FailedAttempt(
                    "it was stuck: it ran until " + job.deadline() + " and had not ended", false, null);
        }
        if (failure.getCause() instanceof ApplicationFailure told && FederationAnswer.TYPE.equals(told.getType())) {
            return new FailedAttempt(told.getOriginalMessage(), true, FederationAnswer.notBefore(told));
        }
        return new FailedAttempt(Failures.reason(failure), !Rejected.isCauseOf(failure), null);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    private static Duration until(Instant instant) {
        var left = Duration.between(now(), instant);
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }

    @Override
    public void memberChanged(MemberChange change) {
        changes.add(change);
        woken = true;
    }

    @Override
    public void jobQueued() {
        woken = true;
    }
}
