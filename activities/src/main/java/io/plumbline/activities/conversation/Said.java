package io.plumbline.activities.conversation;

import io.plumbline.infra.db.tables.records.ContactRecord;
import io.plumbline.infra.db.tables.records.ConversationRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a sync has to bring to a contact: what the bot has said since the last one. What it said before is there already, and
 * stays as a person has corrected it (B7, B11).
 *
 * @param version of the conversation with it
 * @param leadStatus the furthest that the states since have led to
 */
record Said(
        long version,
        @Nullable String name,
        @Nullable String email,
        @Nullable String businessType,
        @Nullable String painPoints,
        @Nullable Integer leadScore,
        @Nullable String leadTemperature,
        String leadStatus) {

    private static final JsonMapper JSON = new JsonMapper();

    /** All that the bot ever said, where it was another contact before, or where that is not known. */
    static Said to(ContactRecord contact, ConversationRecord conversation) {
        if (conversation.getSaid() != null && contact.getId().equals(conversation.getContactId())) {
            var said = JSON.readValue(conversation.getSaid().data(), Said.class);
            if (said.version() == conversation.getVersion()) {
                return said;
            }
        }
        return all(conversation);
    }

    private static Said all(ConversationRecord conversation) {
        return new Said(
                conversation.getVersion(),
                conversation.getName(),
                conversation.getEmail(),
                conversation.getBusinessType(),
                conversation.getPainPoints(),
                conversation.getLeadScore(),
                conversation.getLeadTemperature(),
                conversation.getLeadStatus());
    }
}
