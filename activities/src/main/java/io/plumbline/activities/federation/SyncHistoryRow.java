package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.SyncStats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One sync, as {@code sync_history} keeps it (C21), without its details.
 *
 * @param memberId null: the whole organisation
 * @param setAside how many members were malformed
 * @param note why nobody was deactivated, and the like
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
