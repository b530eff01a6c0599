package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.WEBHOOK_EVENT;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every webhook that came, accepted or refused, without its signature (C20). */
@Component
public final class WebhookLog {

    private static final Condition IS_REFUSED = WEBHOOK_EVENT.STATUS.eq(inline("refused"));

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

    /**
     * The newest first.
     *
     * @param connectorId null is all
     * @param status null is all
     * @param organizations only what was said of these; null is all, also what could not be read
     * @param before the id that the page before ended with; null for the first page
     */
    public List<WebhookRow> list(
            @Nullable String connectorId,
            @Nullable String status,
            @Nullable Collection<String> organizations,
            @Nullable Long before,
            int limit) {
        return db.select(
                        WEBHOOK_EVENT.ID,
                        WEBHOOK_EVENT.RECEIVED_AT,
                        WEBHOOK_EVENT.LAST_RECEIVED_AT,
                        WEBHOOK_EVENT.CONNECTOR_ID,
                        WEBHOOK_EVENT.FEDERATION_ORG_ID,
                        WEBHOOK_EVENT.MEMBER_ID,
                        WEBHOOK_EVENT.EVENT,
                        WEBHOOK_EVENT.STATUS,
                        WEBHOOK_EVENT.REASON,
                        WEBHOOK_EVENT.DELIVERIES,
                        WEBHOOK_EVENT.ADDRESS,
                        WEBHOOK_EVENT.PROCESSED_AT)
                .from(WEBHOOK_EVENT)
                .where(connectorId == null ? noCondition() : WEBHOOK_EVENT.CONNECTOR_ID.eq(connectorId))
                .and(status == null ? noCondition() : WEBHOOK_EVENT.STATUS.eq(status))
                .and(organizations == null ? noCondition() : isOf(organizations))
                .and(before == null ? noCondition() : WEBHOOK_EVENT.ID.lt(before))
                .orderBy(WEBHOOK_EVENT.ID.desc())
                .limit(limit)
                .fetch(Records.mapping(WebhookRow::new));
    }

    private static Condition isOf(Collection<String> organizations) {
        return exists(selectOne()
                .from(CONNECTED_ORGANIZATION)
                .where(
                        CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(WEBHOOK_EVENT.CONNECTOR_ID),
                        CONNECTED_ORGANIZATION.FEDERATION_ORG_ID.eq(WEBHOOK_EVENT.FEDERATION_ORG_ID),
                        CONNECTED_ORGANIZATION.ORGANIZATION_ID.in(organizations)));
    }

    /**
     * Drops what came last before then, and the oldest refused ones beyond their bound. What was accepted and is not handed
     * on yet stays.
     *
     * @return how many were dropped
     */
    public int dropBeyond(Instant receivedBefore, int refusedRows) {
        var old = db.deleteFrom(WEBHOOK_EVENT)
                .where(WEBHOOK_EVENT.LAST_RECEIVED_AT.lt(receivedBefore))
                .and(WEBHOOK_EVENT.STATUS.ne(inline("accepted")))
                .execute();
        var refused = db.deleteFrom(WEBHOOK_EVENT)
                .where(IS_REFUSED)
                .and(WEBHOOK_EVENT.ID.le(select(WEBHOOK_EVENT.ID)
                        .from(WEBHOOK_EVENT)
                        .where(IS_REFUSED)
                        .orderBy(WEBHOOK_EVENT.ID.desc())
                        .limit(1)
                        .offset(refusedRows)))
                .execute();
        return old + refused;
    }
}
