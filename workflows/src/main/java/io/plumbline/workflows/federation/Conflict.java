package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/**
 * A field that both sides changed since the last sync, and how that was settled (C8).
 *
 * @param field which
 * @param federationValue what the federation says
 * @param localValue what is here
 * @param resolvedValue the one of the two values that stands
 * @param strategy by which it is settled
 * @param reason a sentence for people
 */
public record Conflict(
        MemberField field,
        @Nullable String federationValue,
        @Nullable String localValue,
        @Nullable String resolvedValue,
        ConflictStrategy strategy,
        String reason) {}
