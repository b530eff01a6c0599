package io.plumbline.workflows.conversation;

import org.jspecify.annotations.Nullable;

/**
 * Names the conversation to sync. Both are required.
 *
 * @param phone in E.164
 */
public record ConversationRequest(
        @Nullable String workspaceId, @Nullable String phone) {}
