package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.SyncStats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One sync, as {@code sync_history} keeps it (C21), without its details.
 *
 * @param id of the sync
 * @param jobId its place in the queue
 * @param connectorId the federation
 * @param organizationId the organisation, by its id here
 * @param memberId null: the whole organisation
 * @param type scheduled, manual or webhook
 * @param strategy whose value stands where both sides changed a field
 * @param startedAt when it was begun
 * @param completedAt when it ended; null while it runs
 * @param status running, completed or failed
 * @param stats what it did to the players
 * @param setAside how many members were malformed
 * @param note why nobody was deactivated, and the like
 * @param error why it failed; null when it did not
 * @param workflowId its name in Temporal
 * @param runId tells it from other runs of this name
 */
public record SyncHistoryRow(
        long id,
        long jobId,
        String connectorId,
        String organizationId,
        @Nullable String memberId,
        String type,
        String strategy,
        Instant startedAt,
        @Nullable Instant completedAt,
        String status,
        SyncStats stats,
        int setAside,
        @Nullable String note,
        @Nullable String error,
        @Nullable String workflowId,
        @Nullable String runId) {}
