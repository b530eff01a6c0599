package io.plumbline.activities.reconcile;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of one workspace, as {@code sync_health} keeps it (A8).
 *
 * @param id tells runs apart; newer ones have higher ones
 * @param workspaceId the workspace
 * @param runAt the moment that all of the run was decided by
 * @param contactsChecked all contacts of the workspace
 * @param staleFound all stale ones, before cooldown and limit
 * @param inCooldown stale ones that a younger flag protects
 * @param flagged how many got a flag
 * @param backlog what the limit left for a later run
 * @param status completed or failed
 * @param error why it failed; null when it did not
 * @param duration how long it took, ISO 8601; of a failed one from {@code runAt} until it was given up
 * @param trigger scheduled or manual
 * @param workflowId its name in Temporal
 * @param runId tells it from other runs of this name
 */
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
