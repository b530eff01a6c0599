package io.plumbline.activities.failures;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One failure, as {@code sync_failure} keeps it (B12), without its payload. */
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
