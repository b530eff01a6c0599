package io.plumbline.workflows.conversation;

import io.temporal.activity.ActivityInterface;

/** The hands of conversation. Each may be run any number of times, and side by side, with the effect of once. */
@ActivityInterface
public interface ConversationActivities {

    /** Brings the contact with this phone to what the bot has saved last (B2), unless it is there already. */
    ConversationOutcome syncContact(String workspaceId, String phone);

    /** Writes or counts up the failure of this conversation (B10, B12), and marks the conversation as failed if it failed. */
    void recordConversationFailure(String workspaceId, String phone, ConversationOutcome outcome);
}
