package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One job, as {@code sync_job} keeps it (C11).
 *
 * @param id of the job
 * @param connectorId the federation
 * @param memberId null: the whole organisation
 * @param trigger scheduled, manual or webhook
 * @param strategy null: the connector's
 * @param status pending, running, completed or failed
 * @param retryCount how often it was tried again
 * @param maxRetries how often it may be
 * @param nextRetryAt when it is tried next; null when it does not wait for that
 * @param startedAt when it was last begun
 * @param completedAt when it ended
 * @param createdAt when it was queued
 * @param error why it failed last
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
