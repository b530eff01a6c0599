package io.plumbline.activities.conversation;

import io.plumbline.infra.db.tables.records.ContactRecord;
import io.plumbline.infra.db.tables.records.ConversationRecord;
import io.plumbline.workflows.conversation.LeadProgress;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the sync before gave to a contact. Only what the bot has said since is given by the next one, so that what a person
 * made of the rest stays (B7, B11).
 *
 * @param version of the conversation then
 */
record Given(
        long version,
        @Nullable String name,
        @Nullable String email,
        @Nullable String businessType,
        @Nullable String painPoints,
        @Nullable Integer leadScore,
        @Nullable String leadTemperature,
        @Nullable String leadStatus) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Given NOTHING = new Given(0, null, null, null, null, null, null, null);

    /** Nothing, where it was another contact, or it is not known: then all that the bot ever said is news. */
    static Given to(ContactRecord contact, ConversationRecord conversation) {
        if (conversation.getGiven() == null || !contact.getId().equals(conversation.getContactId())) {
            return NOTHING;
        }
        var given = JSON.readValue(conversation.getGiven().data(), Given.class);
        return given.version() == conversation.getSyncedVersion() ? given : NOTHING;
    }

    /** What is said, unless it was given before. */
    static <T> @Nullable T news(@Nullable T said, @Nullable T given) {
        return Objects.equals(said, given) ? null : said;
    }

    /** How far the bot has come since; empty where its state is the one of then. */
    Optional<LeadProgress> progress(ConversationRecord conversation) {
        return Stream.of(
                        Optional.ofNullable(news(conversation.getLeadStatus(), leadStatus)),
                        Optional.ofNullable(conversation.getLedTo()))
                .flatMap(Optional::stream)
                .flatMap(status -> LeadProgress.of(status).stream())
                .reduce(LeadProgress::furthest);
    }
}
