package io.plumbline.activities.conversation;

import static io.plumbline.infra.db.Tables.CONTACT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.val;

import io.plumbline.infra.db.tables.records.ContactRecord;
import io.plumbline.infra.db.tables.records.ConversationRecord;
import io.plumbline.workflows.conversation.LeadProgress;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** How a contact is found by its phone, and what a conversation changes in it. */
final class ContactUpdate {

    /** Who the bot's changes are by. */
    static final String BOT = "sarah-bot";

    private ContactUpdate() {}

    /** The contact of this workspace with this number, in whatever notation (B8, B9). The oldest, when there are several. */
    static Optional<ContactRecord> find(DSLContext tx, String workspaceId, Phone phone, @Nullable String region) {
        return tx
                .selectFrom(CONTACT)
                .where(CONTACT.WORKSPACE_ID.eq(workspaceId), hasTail(List.of(phone.tail())))
                .orderBy(CONTACT.ID)
                .forNoKeyUpdate() // so that notes are added meanwhile
                .stream()
                .filter(contact -> Phone.parse(contact.getPhone(), region)
                        .filter(phone::isSameAs)
                        .isPresent())
                .min(Comparator.comparing((ContactRecord contact) -> !exactly(contact, phone, region)));
    }

    /** What an index finds of the numbers that end so; the rest is decided by {@link Phone}. */
    static Condition hasTail(Collection<String> tails) {
        var spelled = condition("{0} ~ '[A-Za-z#;,]'", CONTACT.PHONE); // as the index has it
        var tail = field("spelled_phone_tail({0})", String.class, CONTACT.PHONE);
        return CONTACT.PHONE_TAIL.in(tails).or(spelled.and(tail.in(tails)));
    }

    private static boolean exactly(ContactRecord contact, Phone phone, @Nullable String region) {
        return Phone.parse(contact.getPhone(), region).filter(phone::equals).isPresent();
    }

    /** Fills in what the bot has said since the last sync; erases nothing, and moves nothing backwards (B7, B11). */
    static void apply(DSLContext tx, ContactRecord contact, ConversationRecord conversation, Instant now) {
        var said = Said.to(contact, conversation);
        var status = LeadProgress.of(said.leadStatus()).orElseThrow().after(contact.getLeadStatus());
        var moved = !status.equals(contact.getLeadStatus());
        tx.update(CONTACT)
                .set(CONTACT.NAME, known(said.name(), CONTACT.NAME))
                .set(CONTACT.EMAIL, known(said.email(), CONTACT.EMAIL))
                .set(CONTACT.BUSINESS_TYPE, known(said.businessType(), CONTACT.BUSINESS_TYPE))
                .set(CONTACT.PAIN_POINTS, known(said.painPoints(), CONTACT.PAIN_POINTS))
                .set(CONTACT.LEAD_SCORE, coalesce(val(said.leadScore(), CONTACT.LEAD_SCORE), CONTACT.LEAD_SCORE))
                .set(CONTACT.LEAD_TEMPERATURE, known(said.leadTemperature(), CONTACT.LEAD_TEMPERATURE))
                .set(CONTACT.LEAD_STATUS, status)
                .set(CONTACT.STATUS_CHANGED_BY, moved ? BOT : contact.getStatusChangedBy())
                .set(CONTACT.STATUS_CHANGED_AT, moved ? now : contact.getStatusChangedAt())
                .set(CONTACT.LAST_ACTIVITY_AT, greatest(CONTACT.QUIET_SINCE, val(conversation.getEventAt())))
                .set(CONTACT.UPDATED_AT, now)
                .where(CONTACT.ID.eq(contact.getId()))
                .execute();
    }

    private static Field<String> known(@Nullable String said, Field<String> column) {
        return coalesce(nullif(val(said, column), ""), column);
    }

    /** A contact for a number that has none, where the workspace allows it (B10). */
    static ContactRecord create(DSLContext tx, ConversationRecord conversation, Instant now) {
        return tx.insertInto(CONTACT)
                .set(CONTACT.WORKSPACE_ID, conversation.getWorkspaceId())
                .set(CONTACT.PHONE, conversation.getPhone())
                .set(CONTACT.LAST_ACTIVITY_AT, conversation.getEventAt())
                .set(CONTACT.CREATED_AT, now)
                .returning()
                .fetchSingle();
    }
}
