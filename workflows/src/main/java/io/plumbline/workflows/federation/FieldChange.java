package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/** One value of a player that a sync replaces, and by what. */
public record FieldChange(
        MemberField field,
        @Nullable String before,
        @Nullable String after) {}
