package io.plumbline.activities.reconcile;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One run of one workspace, as {@code sync_health} keeps it (A8). */
public record HealthRun(
        long id,
        String workspaceId,
        Instant runAt,
        int contactsChecked,
        int staleFound,
        int inCooldown,
        int flagged,
        int backlog,
        String status,
        @Nullable String error,
        Duration duration,
        String trigger,
        String workflowId,
        String runId) {}
