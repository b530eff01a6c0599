package io.plumbline.workflows.products;

import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

public final class ProductSyncRunImpl implements ProductSyncRun {

    private static final long LONG_HISTORY = 3_000;
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(5); // in case nobody says that a pause is over
    private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(1); // in case the worker's clock is behind

    /** The feed's attempts are counted here (D4), a worker that died is noticed in a minute. */
    private static final ActivityOptions FEED = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofHours(12))
            .setHeartbeatTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .setSummary("Reads the feed page by page, and writes what has changed")
            .build();

    private final ProductActivities activities = Workflow.newActivityStub(
            ProductActivities.class,
            OUTAGE,
            Map.of(
                    "ReadProductFeed", FEED,
                    "CompleteProductRun", described(OUTAGE, "Deletes what is gone, and ends the session"),
                    "RecordFailedProductRun", described(OUTAGE, "Records that the run failed")));
    private final ProductSyncRun nextRun = Workflow.newContinueAsNewStub(ProductSyncRun.class);

    private boolean changed;

    @Override
    public ProductRunOutcome sync(@Nullable ProductRun run) {
        if (run == null) {
            throw Rejected.because("A run needs a session: send the signal syncNow to the workflow 'products' instead");
        }
        try {
            return attempt(run);
        } catch (TemporalFailure e) {
            var reason = diedOn(e) ? "The worker that read the feed died" : Failures.reason(e);
            // in a scope of its own: also when the run was cancelled
            Workflow.newDetachedCancellationScope(() -> activities.recordFailedProductRun(run.sessionId(), reason))
                    .run();
            throw ApplicationFailure.newFailureWithCause(reason, "ProductSyncFailed", e);
        }
    }

    private ProductRunOutcome attempt(ProductRun run) {
        for (int attempt = run.attempt() == null ? 1 : run.attempt(); ; attempt++) {
            try {
                readToTheEnd(run, attempt);
                var outcome = activities.completeProductRun(run.sessionId());
                Workflow.setCurrentDetails(outcome.sentence());
                return outcome;
            } catch (ActivityFailure e) {
                if (attempt >= run.attempts() || diedOn(e) || Failures.isCancellation(e) || Rejected.isCauseOf(e)) {
                    throw e;
                }
                Workflow.setCurrentDetails("Attempt " + attempt + " failed: " + Failures.reason(e));
                Workflow.sleep(run.waitAfter(attempt));
            }
        }
    }

    private void readToTheEnd(ProductRun run, int attempt) {
        changed = false;
        var progress = activities.readProductFeed(run.sessionId());
        while (progress.pausedUntil() != null) {
            if (Workflow.getInfo().getHistoryLength() > LONG_HISTORY) {
                nextRun.sync(run.continuedAt(attempt));
            }
            sleepUntil(progress.pausedUntil());
            changed = false;
            progress = activities.readProductFeed(run.sessionId());
        }
    }

    private void sleepUntil(Instant pausedUntil) {
        Workflow.setCurrentDetails("Paused until " + pausedUntil);
        var left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), pausedUntil);
        var sleep = left.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : left.plusMillis(1);
        Workflow.await(sleep.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : sleep, () -> changed);
    }

    private static boolean diedOn(TemporalFailure e) {
        return e.getCause() instanceof TimeoutFailure timeout
                && timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT;
    }

    @Override
    public void changed() {
        changed = true;
    }
}
