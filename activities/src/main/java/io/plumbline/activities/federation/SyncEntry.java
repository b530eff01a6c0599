package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one sync did to a field, or what it found. */
public sealed interface SyncEntry {

    long id();

    /**
     * A field that was changed.
     *
     * @param playerName as it is now; null when there is no such player any more, or it has none
     * @param kind created, updated, deactivated, reactivated
     * @param field null where it is about the player as a whole
     */
    record Change(
            long id,
            long playerId,
            @Nullable String playerName,
            @Nullable String externalId,
            String kind,
            @Nullable String field,
            @Nullable String before,
            @Nullable String after)
            implements SyncEntry {}

    /**
     * A field that both sides had changed, and how it was resolved (C8).
     *
     * @param playerName as it is now; null when there is no such player any more, or it has none
     * @param reason a sentence that says why
     */
    record Conflict(
            long id,
            long playerId,
            @Nullable String playerName,
            @Nullable String externalId,
            String field,
            @Nullable String federationValue,
            @Nullable String localValue,
            @Nullable String resolvedValue,
            String strategy,
            String reason,
            Instant createdAt)
            implements SyncEntry {}
}
