package io.plumbline.activities.reconcile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fresh an active workspace is.
 *
 * @param lastCompletedAt the newest completed run; null when there was none
 * @param lastStatus of the newest run, whatever became of it; null when there was none
 * @param backlog what the newest completed run left over
 * @param overdue whether a run has been missed (A16)
 * @param waitsSince its newest completed run, or when it was made; or when it became active, if that is later
 */
public record Freshness(
        String workspaceId,
        String name,
        @Nullable Instant lastCompletedAt,
        @Nullable String lastStatus,
        @Nullable String lastError,
        int staleFound,
        int flagged,
        int backlog,
        boolean overdue,
        Instant waitsSince) {}
