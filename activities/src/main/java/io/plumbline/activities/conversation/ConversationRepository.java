package io.plumbline.activities.conversation;

import static io.plumbline.infra.db.Tables.CONVERSATION;
import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonbObject;
import static org.jooq.impl.DSL.key;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.plumbline.infra.db.tables.records.ConversationRecord;
import io.plumbline.workflows.conversation.ConversationOutcome;
import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.conversation.ConversationRequest;
import io.plumbline.workflows.conversation.LeadProgress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Records;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The table of conversations. */
@Component
public final class ConversationRepository {

    private final DSLContext db;

    ConversationRepository(DSLContext db) {
        this.db = db;
    }

    /**
     * Where a conversation stands after a save.
     *
     * @param phone the one it is kept under, which may be another notation of the number than the one that was saved
     * @param version of the save
     */
    public record Saved(String phone, long version) {}

    /** Adds what is said to what is known (B1). Saves of one conversation queue up, and their order is their version. */
    public Saved save(String workspaceId, Phone phone, ConversationSave save, Instant now) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var known = keptUnder(tx, workspaceId, phone).orElse(phone.e164());
            return new Saved(known, upsert(tx, workspaceId, known, save, now));
        });
    }

    private static Optional<String> keptUnder(DSLContext tx, String workspaceId, Phone phone) {
        return tx.select(CONVERSATION.PHONE)
                .from(CONVERSATION)
                .where(CONVERSATION.WORKSPACE_ID.eq(workspaceId), CONVERSATION.PHONE.in(phone.candidates()))
                .orderBy(CONVERSATION.PHONE.eq(phone.e164()).desc())
                .limit(1)
                .fetchOptional(CONVERSATION.PHONE);
    }

    private static long upsert(DSLContext tx, String workspaceId, String phone, ConversationSave save, Instant now) {
        return tx.insertInto(CONVERSATION)
                .set(CONVERSATION.WORKSPACE_ID, workspaceId)
                .set(CONVERSATION.PHONE, phone)
                .set(CONVERSATION.STATE, save.state().name())
                .set(CONVERSATION.LEAD_STATUS, save.state().leadsTo().status())
                .set(CONVERSATION.NAME, said(save.name(), CONVERSATION.NAME))
                .set(CONVERSATION.EMAIL, said(save.email(), CONVERSATION.EMAIL))
                .set(CONVERSATION.BUSINESS_TYPE, said(save.businessType(), CONVERSATION.BUSINESS_TYPE))
                .set(CONVERSATION.PAIN_POINTS, said(save.painPoints(), CONVERSATION.PAIN_POINTS))
                .set(CONVERSATION.LEAD_SCORE, save.leadScore())
                .set(CONVERSATION.LEAD_TEMPERATURE, said(save.leadTemperature(), CONVERSATION.LEAD_TEMPERATURE))
                .set(CONVERSATION.DATA, save.data())
                .set(CONVERSATION.EVENT_AT, save.eventAt() == null ? now : save.eventAt())
                .set(CONVERSATION.SAVED_AT, now)
                .onConflict(CONVERSATION.WORKSPACE_ID, CONVERSATION.PHONE)
                .doUpdate()
                .set(CONVERSATION.SAID, said())
                .set(CONVERSATION.STATE, excluded(CONVERSATION.STATE))
                .set(CONVERSATION.LEAD_STATUS, furthest(CONVERSATION.LEAD_STATUS, excluded(CONVERSATION.LEAD_STATUS)))
                .set(CONVERSATION.NAME, known(CONVERSATION.NAME))
                .set(CONVERSATION.EMAIL, known(CONVERSATION.EMAIL))
                .set(CONVERSATION.BUSINESS_TYPE, known(CONVERSATION.BUSINESS_TYPE))
                .set(CONVERSATION.PAIN_POINTS, known(CONVERSATION.PAIN_POINTS))
                .set(CONVERSATION.LEAD_SCORE, known(CONVERSATION.LEAD_SCORE))
                .set(CONVERSATION.LEAD_TEMPERATURE, known(CONVERSATION.LEAD_TEMPERATURE))
                .set(CONVERSATION.DATA, added())
                .set(CONVERSATION.EVENT_AT, newestEvent(save))
                .set(CONVERSATION.SAVED_AT, now)
                .set(CONVERSATION.VERSION, CONVERSATION.VERSION.plus(1))
                .set(CONVERSATION.SYNC, Sync.pending.name())
                .setNull(CONVERSATION.SYNC_REASON)
                .returning(CONVERSATION.VERSION)
                .fetchSingle(CONVERSATION.VERSION);
    }

    private static Field<String> said(@Nullable String value, Field<String> column) {
        return nullif(val(value, column), "");
    }

    private static <T> Field<T> known(TableField<ConversationRecord, T> column) {
        return coalesce(excluded(column), column);
    }

    private static Field<JSONB> added() {
        return field(
                "json_added({0}, {1})",
                CONVERSATION.DATA.getDataType(), CONVERSATION.DATA, excluded(CONVERSATION.DATA));
    }

    /** A save that says nothing new, and not when, may be one that comes again: it is no sign of life (B7). */
    private static Field<Instant> newestEvent(ConversationSave save) {
        var newest = greatest(CONVERSATION.EVENT_AT, excluded(CONVERSATION.EVENT_AT));
        return save.eventAt() == null
                ? when(saysNothingNew(), CONVERSATION.EVENT_AT).otherwise(newest)
                : newest;
    }

    private static Condition saysNothingNew() {
        return and(
                CONVERSATION.STATE.eq(excluded(CONVERSATION.STATE)),
                stays(CONVERSATION.NAME),
                stays(CONVERSATION.EMAIL),
                stays(CONVERSATION.BUSINESS_TYPE),
                stays(CONVERSATION.PAIN_POINTS),
                stays(CONVERSATION.LEAD_SCORE),
                stays(CONVERSATION.LEAD_TEMPERATURE),
                condition("{0} = {1}", CONVERSATION.DATA, added()));
    }

    private static <T> Condition stays(TableField<ConversationRecord, T> column) {
        return column.isNotDistinctFrom(known(column));
    }

    /** What was said since all was synced, for {@link Said}; null where that is not known, after a save of an older release. */
    private static Field<JSONB> said() {
        var isSynced = CONVERSATION.SYNCED_VERSION.eq(CONVERSATION.VERSION);
        var isKnown = text("version").eq(CONVERSATION.VERSION.cast(String.class));
        var before = when(isSynced, inline(JSONB.valueOf("{}"))).when(isKnown, CONVERSATION.SAID);
        var now = jsonbObject(
                        key("version").value(CONVERSATION.VERSION.plus(1)),
                        key("name").value(excluded(CONVERSATION.NAME)),
                        key("email").value(excluded(CONVERSATION.EMAIL)),
                        key("businessType").value(excluded(CONVERSATION.BUSINESS_TYPE)),
                        key("painPoints").value(excluded(CONVERSATION.PAIN_POINTS)),
                        key("leadScore").value(excluded(CONVERSATION.LEAD_SCORE)),
                        key("leadTemperature").value(excluded(CONVERSATION.LEAD_TEMPERATURE)),
                        key("leadStatus")
                                .value(when(isSynced, excluded(CONVERSATION.LEAD_STATUS))
                                        .otherwise(furthest(text("leadStatus"), excluded(CONVERSATION.LEAD_STATUS)))))
                .absentOnNull();
        return field("{0} || {1}", CONVERSATION.SAID.getDataType(), before, now);
    }

    private static Field<String> text(String key) {
        return field("{0} ->> {1}", String.class, CONVERSATION.SAID, inline(key));
    }

    /** The later of two lead statuses, in the order of the rule. */
    private static Field<String> furthest(Field<String> one, Field<String> other) {
        var order = val(
                Arrays.stream(LeadProgress.values()).map(LeadProgress::status).toArray(String[]::new));
        return field(
                "case when array_position({0}, {2}) > array_position({0}, {1}) then {2} else {1} end",
                String.class, order, one, other);
    }

    public boolean exists(String workspaceId, String phone) {
        return db.fetchExists(
                CONVERSATION, CONVERSATION.WORKSPACE_ID.eq(workspaceId).and(CONVERSATION.PHONE.eq(phone)));
    }

    /** The state of the sync, for the one who saved this version. */
    public ConversationOutcome outcome(String workspaceId, String phone, long version) {
        return db.select(CONVERSATION.SYNC, CONVERSATION.SYNC_REASON, CONVERSATION.SYNCED_VERSION)
                .from(CONVERSATION)
                .where(CONVERSATION.WORKSPACE_ID.eq(workspaceId), CONVERSATION.PHONE.eq(phone))
                .fetchSingle(row -> row.value3() >= version
                        ? ConversationOutcome.SYNCED
                        : new ConversationOutcome(Sync.valueOf(row.value1()), row.value2()));
    }

    /**
     * Conversations that wait for a sync and that nobody seems to be working on: saved while Temporal was away, or woken by
     * a contact that appeared.
     */
    public List<ConversationRequest> pendingSince(Instant savedBefore, int limit) {
        return db.select(CONVERSATION.WORKSPACE_ID, CONVERSATION.PHONE)
                .from(CONVERSATION)
                .where(CONVERSATION.SYNC.eq(Sync.pending.name()), CONVERSATION.SAVED_AT.lt(savedBefore))
                .orderBy(CONVERSATION.SAVED_AT)
                .limit(limit)
                .fetch(row -> new ConversationRequest(row.value1(), row.value2()));
    }

    /**
     * Saves that have not reached their contact.
     *
     * @param oldest when the one was saved that waits longest; null when there is none
     */
    public record Waiting(int saves, @Nullable Instant oldest) {}

    /** The saves that are to reach a contact, whoever is working on them. */
    public Waiting waiting() {
        return db.select(count(), min(CONVERSATION.SAVED_AT))
                .from(CONVERSATION)
                .where(CONVERSATION.SYNC.eq(inline(Sync.pending.name()))) // a literal, so that the index of these fits
                .fetchSingle(Records.mapping(Waiting::new));
    }

    /**
     * A conversation as people look at it.
     *
     * @param name as the bot has it; null when it has none
     * @param contactId the contact that the last sync reached; null when there was none, or it is gone
     */
    public record Shown(
            String phone,
            @Nullable String name,
            String state,
            String leadStatus,
            @Nullable Integer leadScore,
            @Nullable String leadTemperature,
            Instant eventAt,
            String sync,
            @Nullable String syncReason,
            @Nullable Long contactId) {}

    /** Those of a workspace that were saved last. */
    public List<Shown> newest(String workspaceId, int limit) {
        return db.select(
                        CONVERSATION.PHONE,
                        CONVERSATION.NAME,
                        CONVERSATION.STATE,
                        CONVERSATION.LEAD_STATUS,
                        CONVERSATION.LEAD_SCORE,
                        CONVERSATION.LEAD_TEMPERATURE,
                        CONVERSATION.EVENT_AT,
                        CONVERSATION.SYNC,
                        CONVERSATION.SYNC_REASON,
                        CONVERSATION.CONTACT_ID)
                .from(CONVERSATION)
                .where(CONVERSATION.WORKSPACE_ID.eq(workspaceId))
                .orderBy(CONVERSATION.SAVED_AT.desc(), CONVERSATION.PHONE)
                .limit(limit)
                .fetch(Records.mapping(Shown::new));
    }

    static Optional<ConversationRecord> lock(DSLContext tx, String workspaceId, String phone) {
        return tx.selectFrom(CONVERSATION)
                .where(CONVERSATION.WORKSPACE_ID.eq(workspaceId), CONVERSATION.PHONE.eq(phone))
                .forUpdate()
                .fetchOptional();
    }

    /**
     * @param syncedVersion the save that the contact has now
     * @param contactId the contact; null where there is none
     */
    static void settle(
            DSLContext tx,
            ConversationRecord conversation,
            ConversationOutcome outcome,
            long syncedVersion,
            @Nullable Long contactId) {
        tx.update(CONVERSATION)
                .set(CONVERSATION.SYNC, outcome.sync().name())
                .set(CONVERSATION.SYNC_REASON, outcome.reason())
                .set(CONVERSATION.SYNCED_VERSION, syncedVersion)
                .set(CONVERSATION.CONTACT_ID, contactId)
                .where(
                        CONVERSATION.WORKSPACE_ID.eq(conversation.getWorkspaceId()),
                        CONVERSATION.PHONE.eq(conversation.getPhone()))
                .execute();
    }
}
