package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One job, as {@code sync_job} keeps it (C11).
 *
 * @param memberId null: the whole organisation
 * @param strategy null: the connector's
 */
public record SyncJobRow(
        long id,
        String connectorId,
        @Nullable String memberId,
        String trigger,
        @Nullable String strategy,
        String status,
        int retryCount,
        int maxRetries,
        @Nullable Instant nextRetryAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        Instant createdAt,
        @Nullable String error) {}
