package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/**
 * One value of a player that a sync replaces, and by what.
 *
 * @param field which
 * @param before the value that is replaced; null is none
 * @param after the value that stands then; null is none
 */
public record FieldChange(
        MemberField field,
        @Nullable String before,
        @Nullable String after) {}
