package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.WEBHOOK_EVENT;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Records;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The webhooks that came, accepted or not, without their signatures (C20). */
@Component
public final class WebhookLog {

    private static final Condition IS_REFUSED = WEBHOOK_EVENT.STATUS.eq(inline("refused"));
    private static final int ROWS = 10_000;

    private final DSLContext db;

    WebhookLog(DSLContext db) {
        this.db = db;
    }

    /** What a refused webhook said, as far as it could be read; nobody vouches for it. */
    public record Said(
            @Nullable String connectorId,
            @Nullable String federationOrgId,
            @Nullable String memberId,
            @Nullable String event,
            String address) {}

    /** @param reason without a secret and a signature */
    public void refused(Said said, String reason, Instant now) {
        db.insertInto(WEBHOOK_EVENT)
                .set(WEBHOOK_EVENT.STATUS, inline("refused"))
                .set(WEBHOOK_EVENT.RECEIVED_AT, now)
                .set(WEBHOOK_EVENT.LAST_RECEIVED_AT, now)
                .set(WEBHOOK_EVENT.CONNECTOR_ID, said.connectorId())
                .set(WEBHOOK_EVENT.FEDERATION_ORG_ID, said.federationOrgId())
                .set(WEBHOOK_EVENT.MEMBER_ID, said.memberId())
                .set(WEBHOOK_EVENT.EVENT, said.event())
                .set(WEBHOOK_EVENT.ADDRESS, said.address())
                .set(WEBHOOK_EVENT.REASON, reason)
                .execute();
    }

    /** The newest first, of all connectors. */
    public List<WebhookLogRow> list(
            @Nullable Collection<String> only, @Nullable String status, @Nullable Long before, int limit) {
        return list(only, null, status, before, limit);
    }

    /**
     * The newest first.
     *
     * @param only those about these organisations; null is all, also those that are about none of ours
     * @param connectorId null is all
     * @param status accepted, processed or refused; null is all
     * @param before the id that the page before ended with; null for the first page
     */
    public List<WebhookLogRow> list(
            @Nullable Collection<String> only,
            @Nullable String connectorId,
            @Nullable String status,
            @Nullable Long before,
            int limit) {
        return db.select(
                        WEBHOOK_EVENT.ID,
                        WEBHOOK_EVENT.RECEIVED_AT,
                        WEBHOOK_EVENT.LAST_RECEIVED_AT,
                        WEBHOOK_EVENT.CONNECTOR_ID,
                        WEBHOOK_EVENT.FEDERATION_ORG_ID,
                        CONNECTED_ORGANIZATION.ORGANIZATION_ID,
                        WEBHOOK_EVENT.MEMBER_ID,
                        WEBHOOK_EVENT.EVENT,
                        WEBHOOK_EVENT.STATUS,
                        WEBHOOK_EVENT.REASON,
                        WEBHOOK_EVENT.DELIVERIES,
                        WEBHOOK_EVENT.ADDRESS,
                        WEBHOOK_EVENT.PROCESSED_AT)
                .from(WEBHOOK_EVENT)
                .leftJoin(CONNECTED_ORGANIZATION)
                .on(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(WEBHOOK_EVENT.CONNECTOR_ID))
                .and(CONNECTED_ORGANIZATION.FEDERATION_ORG_ID.eq(WEBHOOK_EVENT.FEDERATION_ORG_ID))
                .where(only == null ? noCondition() : CONNECTED_ORGANIZATION.ORGANIZATION_ID.in(only))
                .and(connectorId == null ? noCondition() : WEBHOOK_EVENT.CONNECTOR_ID.eq(connectorId))
                .and(status == null ? noCondition() : WEBHOOK_EVENT.STATUS.eq(status))
                .and(before == null ? noCondition() : WEBHOOK_EVENT.ID.lt(before))
                .orderBy(WEBHOOK_EVENT.ID.desc())
                .limit(limit)
                .fetch(Records.mapping(WebhookLogRow::new));
    }

    /**
     * Drops what came last before then, and the oldest refused ones beyond their bound. What was accepted and is not handed
     * on yet stays.
     *
     * @return whether there may be more: one call drops a bounded number
     */
    public boolean dropBeyond(Instant receivedBefore, int refusedRows) {
        var old = delete(select(WEBHOOK_EVENT.ID)
                .from(WEBHOOK_EVENT)
                .where(WEBHOOK_EVENT.LAST_RECEIVED_AT.lt(receivedBefore), WEBHOOK_EVENT.STATUS.ne(inline("accepted")))
                .limit(ROWS));
        var refused = delete(select(WEBHOOK_EVENT.ID)
                .from(WEBHOOK_EVENT)
                .where(IS_REFUSED)
                .orderBy(WEBHOOK_EVENT.ID.desc())
                .limit(ROWS)
                .offset(refusedRows));
        return old == ROWS || refused == ROWS;
    }

    private int delete(Select<Record1<Long>> which) {
        return db.deleteFrom(WEBHOOK_EVENT).where(WEBHOOK_EVENT.ID.in(which)).execute();
    }
}
