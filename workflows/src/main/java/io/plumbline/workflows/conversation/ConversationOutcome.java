package io.plumbline.workflows.conversation;

import org.jspecify.annotations.Nullable;

/**
 * What became of the sync of a conversation (B5).
 *
 * @param reason why it is not synced; null when it is
 */
public record ConversationOutcome(Sync sync, @Nullable String reason) {

    public static final ConversationOutcome SYNCED = new ConversationOutcome(Sync.synced, null);
    public static final ConversationOutcome NO_CONTACT = new ConversationOutcome(Sync.skipped, "contact_not_found");

    /** Spelled as on the wire and in the tables. */
    public enum Sync {
        synced,
        pending,
        skipped,
        failed
    }
}
