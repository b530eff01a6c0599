package io.plumbline.activities.products;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One run, as {@code sync_session} keeps it (D5). */
public record SyncSession(
        long id,
        String syncType,
        String syncMode,
        @Nullable String requestedBy,
        Instant startedAt,
        @Nullable Instant completedAt,
        String status,
        int totalPages,
        int pagesProcessed,
        int itemsProcessed,
        int itemsCreated,
        int itemsUpdated,
        int itemsUnchanged,
        int itemsDeleted,
        int itemsSetAside,
        @Nullable String errorMessage,
        @Nullable String note) {

    /** Null while it runs. */
    public @Nullable Duration duration() {
        return completedAt == null ? null : Duration.between(startedAt, completedAt);
    }

    /** How much of the feed was read, from 0 to 100. */
    public int percent() {
        return totalPages == 0 ? 0 : Math.min(100, 100 * pagesProcessed / totalPages);
    }
}
