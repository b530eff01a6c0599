package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.WEBHOOK_EVENT;
import static org.jooq.impl.DSL.noCondition;

import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The webhooks that came, accepted or not (C20). */
@Component
public final class WebhookLog {

    private final DSLContext db;

    WebhookLog(DSLContext db) {
        this.db = db;
    }

    /**
     * The newest first.
     *
     * @param only those about these organisations; null is all, also those that are about none of ours
     * @param status accepted, processed or refused; null is all
     * @param before the id that the page before ended with; null for the first page
     */
    public List<WebhookLogRow> list(
            @Nullable Collection<String> only, @Nullable String status, @Nullable Long before, int limit) {
        return db.select(
                        WEBHOOK_EVENT.ID,
                        WEBHOOK_EVENT.RECEIVED_AT,
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
                .and(status == null ? noCondition() : WEBHOOK_EVENT.STATUS.eq(status))
                .and(before == null ? noCondition() : WEBHOOK_EVENT.ID.lt(before))
                .orderBy(WEBHOOK_EVENT.ID.desc())
                .limit(limit)
                .fetch(Records.mapping(WebhookLogRow::new));
    }
}
