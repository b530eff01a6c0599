package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/**
 * What the federation told of one member.
 *
 * @param event created, updated or deleted. What became of the member is asked of the federation in any case, so that events
 *     in any order end in its state
 */
public record MemberChange(
        @Nullable String memberId, @Nullable String event) {}
