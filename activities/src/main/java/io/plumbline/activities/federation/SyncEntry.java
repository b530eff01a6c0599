package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one sync did to a field, or what it found. */
public sealed interface SyncEntry {

    long id();

    /**
     * A field that was changed.
     *
     * @param id of the entry
     * @param playerId the player
     * @param playerName as it is now; null when there is no such player any more, or it has none
     * @param externalId as the federation calls the player
     * @param kind created, updated, deactivated, reactivated
     * @param field null where it is about the player as a whole
     * @param before the value that was replaced
     * @param after the value that stands now
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
     * @param id of the entry
     * @param playerId the player
     * @param playerName as it is now; null when there is no such player any more, or it has none
     * @param externalId as the federation calls the player
     * @param field the field
     * @param federationValue what the federation says
     * @param localValue what was here
     * @param resolvedValue the one that stands
     * @param strategy by which it was resolved
     * @param reason a sentence that says why
     * @param createdAt when
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
