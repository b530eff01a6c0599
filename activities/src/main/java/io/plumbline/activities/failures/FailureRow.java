package io.plumbline.activities.failures;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One failure, as {@code sync_failure} keeps it (B12), without its payload.
 *
 * @param id of the failure
 * @param source the sync that failed, like reconcile
 * @param workspaceId null when it is not about one workspace
 * @param contactPhone null when it is not about one contact
 * @param error why, in plain words
 * @param createdAt when it failed first
 * @param resolved whether it is done with
 * @param resolvedAt when it was resolved; null while it is not
 * @param resolvedBy who resolved it, or sync; null while it is not
 * @param attempts how often it has failed
 * @param fingerprint the same for failures of one cause
 * @param replaying whether it is being run again
 */
public record FailureRow(
        long id,
        String source,
        @Nullable String workspaceId,
        @Nullable String contactPhone,
        String error,
        Instant createdAt,
        boolean resolved,
        @Nullable Instant resolvedAt,
        @Nullable String resolvedBy,
        int attempts,
        String fingerprint,
        boolean replaying) {}
