package io.plumbline.activities.conversation;

import io.plumbline.workflows.conversation.ConversationState;
import java.time.Instant;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/**
 * One save of the bot. What is null or empty says nothing, and erases nothing (B11).
 *
 * @param data free JSON, an object; its keys are added to those that are known
 * @param eventAt when it happened in the conversation; null where nobody says: then what says something new is of now
 */
public record ConversationSave(
        ConversationState state,
        @Nullable String name,
        @Nullable String email,
        @Nullable String businessType,
        @Nullable String painPoints,
        @Nullable Integer leadScore,
        @Nullable String leadTemperature,
        JSONB data,
        @Nullable Instant eventAt) {}
