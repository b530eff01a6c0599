package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.WEBHOOK_EVENT;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.DSL.with;

import io.plumbline.activities.database.Rendered;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Records;
import org.jooq.ResultQuery;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The events that were accepted, until they are handed on (C18). */
@Component
public final class WebhookEvents {

    private static final Field<String> ACCEPTED = inline("accepted");
    private static final Field<String> PROCESSED = inline("processed");
    private static final Condition IS_ACCEPTED = WEBHOOK_EVENT.STATUS.eq(ACCEPTED);
    private static final Condition IS_NOT_REFUSED =
            WEBHOOK_EVENT.STATUS.ne(inline("refused")); // in the words of the unique index

    private static final Param<String> CONNECTOR_ID = param("connector", WEBHOOK_EVENT.CONNECTOR_ID);
    private static final Param<String> DELIVERY_ID = param("delivery", WEBHOOK_EVENT.DELIVERY_ID);
    private static final Param<String> ORGANIZATION = param("organization", WEBHOOK_EVENT.FEDERATION_ORG_ID);
    private static final Param<String> SECRET = param("secret", CONNECTOR.WEBHOOK_SECRET);
    private static final Param<Instant> NOW = param("now", WEBHOOK_EVENT.RECEIVED_AT);
    private static final Rendered TAKING = Rendered.of(taking(true));
    private static final Rendered TAKING_BY_DIGEST = Rendered.of(taking(false));

    private final DSLContext db;

    WebhookEvents(DSLContext db) {
        this.db = db;
    }

    /**
     * An event as it was delivered.
     *
     * @param deliveryId what tells it from others of the connector
     * @param identified whether the sender gave it that id. Otherwise it is a digest, and two events may have the same one:
     *     two updates of one member have the same bytes
     * @param secret that it was signed with, as the database keeps it
     */
    public record Delivery(
            String connectorId,
            String federationOrgId,
            String memberId,
            String event,
            String deliveryId,
            boolean identified,
            String secret,
            String address) {}

    /**
     * An event that is to be handed on.
     *
     * @param version of it that is handed on; a repeat that has to be handed on again makes another
     * @param attempts to hand it on, with this one
     * @param organizationId null when the organisation is no longer connected, or its connector is disabled
     */
    public record Due(
            long id,
            int version,
            int attempts,
            String connectorId,
            @Nullable String organizationId,
            String memberId,
            String event) {}

    /** What became of a delivery. */
    public enum Taken {
        /** It is kept, and will be handed on. */
        accepted,
        /** It repeats one that needs nothing more to be done, and was counted with it. */
        repeated,
        /** Its connector has sent too many. Nothing was written. */
        over_limit,
        /**
         * Its connector is disabled, has no such secret now, or no such organisation is connected with it. Nothing was
         * written.
         */
        not_from_there
    }

    /**
     * Takes a delivery, by one statement. A repeat of an event whose id is known, or of one that nobody has handed on yet, is
     * only counted, and takes no place of the connector's limit. One that was handed on before, and is known by its digest
     * alone, is to be handed on once more; not before {@code again}, so that a thousand repeats in a row are a few. Whether
     * its sender may still send it is looked at by the same statement.
     */
    public Taken take(Delivery delivery, int perMinute, Instant now, Instant again) {
        return (delivery.identified() ? TAKING : TAKING_BY_DIGEST)
                .queryFirst(
                        db,
                        row -> Taken.valueOf(row.getString(1)),
                        Map.of(
                                "connector", delivery.connectorId(),
                                "organization", delivery.federationOrgId(),
                                "member", delivery.memberId(),
                                "event", delivery.event(),
                                "delivery", delivery.deliveryId(),
                                "address", delivery.address(),
                                "secret", delivery.secret(),
                                "perMinute", perMinute,
                                "now", now,
                                "again", again))
                .orElseThrow();
    }

    private static Select<?> taking(boolean identified) {
        var sender = name("sender").as(sending());
        var isFromThere = exists(selectOne().from(sender));
        var repeated = name("repeated").as(countingRepeat(identified, isFromThere));
        var placed = name("placed")
                .as(WebhookRate.taking(
                        CONNECTOR_ID,
                        param("perMinute", Integer.class),
                        isFromThere.andNotExists(selectOne().from(repeated))));
        var accepted = name("accepted").as(accepting(identified, placed));
        return with(sender)
                .with(repeated)
                .with(placed)
                .with(accepted)
                .select(when(exists(selectOne().from(accepted)), inline(Taken.accepted.name()))
                        .when(exists(selectOne().from(repeated)), inline(Taken.repeated.name()))
                        .when(isFromThere, inline(Taken.over_limit.name()))
                        .otherwise(inline(Taken.not_from_there.name())));
    }

    /** Has a row when the sender may send it. */
    private static Select<?> sending() {
        return selectOne()
                .from(CONNECTOR)
                .join(CONNECTED_ORGANIZATION)
                .on(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(CONNECTOR.ID))
                .where(
                        CONNECTOR.ID.eq(CONNECTOR_ID),
                        condition(CONNECTOR.ENABLED),
                        SECRET.in(CONNECTOR.WEBHOOK_SECRET, CONNECTOR.WEBHOOK_SECRET_PREVIOUS),
                        CONNECTED_ORGANIZATION.FEDERATION_ORG_ID.eq(ORGANIZATION));
    }

    private static ResultQuery<?> countingRepeat(boolean identified, Condition isFromThere) {
        return update(WEBHOOK_EVENT)
                .set(WEBHOOK_EVENT.DELIVERIES, WEBHOOK_EVENT.DELIVERIES.plus(inline(1)))
                .set(WEBHOOK_EVENT.VERSION, versionAfterRepeat(identified))
                .set(WEBHOOK_EVENT.LAST_RECEIVED_AT, NOW)
                .where(
                        WEBHOOK_EVENT.CONNECTOR_ID.eq(CONNECTOR_ID),
                        WEBHOOK_EVENT.DELIVERY_ID.eq(DELIVERY_ID),
                        IS_NOT_REFUSED,
                        identified ? noCondition() : IS_ACCEPTED,
                        isFromThere)
                .returning(WEBHOOK_EVENT.ID);
    }

    /** @param placed has a row when there is a place for it */
    private static ResultQuery<?> accepting(boolean identified, Table<?> placed) {
        return insertInto(
                        WEBHOOK_EVENT,
                        WEBHOOK_EVENT.STATUS,
                        WEBHOOK_EVENT.RECEIVED_AT,
                        WEBHOOK_EVENT.LAST_RECEIVED_AT,
                        WEBHOOK_EVENT.DUE_AT,
                        WEBHOOK_EVENT.CONNECTOR_ID,
                        WEBHOOK_EVENT.FEDERATION_ORG_ID,
                        WEBHOOK_EVENT.MEMBER_ID,
                        WEBHOOK_EVENT.EVENT,
                        WEBHOOK_EVENT.DELIVERY_ID,
                        WEBHOOK_EVENT.ADDRESS)
                .select(select(
                                ACCEPTED,
                                NOW,
                                NOW,
                                NOW,
                                CONNECTOR_ID,
                                ORGANIZATION,
                                param("member", WEBHOOK_EVENT.MEMBER_ID),
                                param("event", WEBHOOK_EVENT.EVENT),
                                DELIVERY_ID,
                                param("address", WEBHOOK_EVENT.ADDRESS))
                        .from(placed))
                // two that come at once both find none that they would repeat
                .onConflict(WEBHOOK_EVENT.CONNECTOR_ID, WEBHOOK_EVENT.DELIVERY_ID)
                .where(IS_NOT_REFUSED)
                .doUpdate()
                .set(WEBHOOK_EVENT.DELIVERIES, WEBHOOK_EVENT.DELIVERIES.plus(inline(1)))
                .set(WEBHOOK_EVENT.VERSION, versionAfterRepeat(identified))
                .set(WEBHOOK_EVENT.LAST_RECEIVED_AT, excluded(WEBHOOK_EVENT.LAST_RECEIVED_AT))
                .set(WEBHOOK_EVENT.STATUS, identified ? WEBHOOK_EVENT.STATUS : ACCEPTED)
                .set(
                        WEBHOOK_EVENT.DUE_AT,
                        when(IS_ACCEPTED, WEBHOOK_EVENT.DUE_AT).otherwise(param("again", WEBHOOK_EVENT.DUE_AT)))
                .returning(WEBHOOK_EVENT.ID);
    }

    private static Field<Integer> versionAfterRepeat(boolean identified) {
        return identified ? WEBHOOK_EVENT.VERSION : WEBHOOK_EVENT.VERSION.plus(inline(1));
    }

    /**
     * Takes events that are due, for one who hands them on. Others do not see them until then; should this one die, they are
     * due again.
     */
    public List<Due> take(Instant now, Instant until, int limit) {
        var due = name("due")
                .fields("id")
                .asMaterialized(select(WEBHOOK_EVENT.ID)
                        .from(WEBHOOK_EVENT)
                        .where(IS_ACCEPTED, WEBHOOK_EVENT.DUE_AT.le(now))
                        .orderBy(WEBHOOK_EVENT.DUE_AT, WEBHOOK_EVENT.ID)
                        .limit(limit)
                        .forUpdate()
                        .skipLocked());
        var organization = field(select(CONNECTED_ORGANIZATION.ORGANIZATION_ID)
                .from(CONNECTED_ORGANIZATION)
                .join(CONNECTOR)
                .on(CONNECTOR.ID.eq(CONNECTED_ORGANIZATION.CONNECTOR_ID).and(CONNECTOR.ENABLED))
                .where(
                        CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(WEBHOOK_EVENT.CONNECTOR_ID),
                        CONNECTED_ORGANIZATION.FEDERATION_ORG_ID.eq(WEBHOOK_EVENT.FEDERATION_ORG_ID)));
        return db
                .with(due)
                .update(WEBHOOK_EVENT)
                .set(WEBHOOK_EVENT.DUE_AT, until)
                .set(WEBHOOK_EVENT.ATTEMPTS, WEBHOOK_EVENT.ATTEMPTS.plus(1))
                .where(WEBHOOK_EVENT.ID.in(select(due.field("id", Long.class)).from(due)))
                .returningResult(
                        WEBHOOK_EVENT.ID,
                        WEBHOOK_EVENT.VERSION,
                        WEBHOOK_EVENT.ATTEMPTS,
                        WEBHOOK_EVENT.CONNECTOR_ID,
                        organization,
                        WEBHOOK_EVENT.MEMBER_ID,
                        WEBHOOK_EVENT.EVENT)
                .fetch(Records.mapping(Due::new))
                .stream()
                .sorted(Comparator.comparing(Due::id)) // as they came
                .toList();
    }

    /** They were handed on. One that came again meanwhile is due again, at {@code again}. */
    public void handedOn(Collection<Due> events, Instant now, Instant again) {
        if (!events.isEmpty()) {
            db.batch(events.stream()
                            .map(event -> settled(event, null, now, again))
                            .toList())
                    .execute();
        }
    }

    /** There is nobody to hand it on to, and there will not be. */
    public void giveUp(Due event, String reason, Instant now) {
        settled(event, reason, now, now).execute();
    }

    private Query settled(Due event, @Nullable String reason, Instant now, Instant again) {
        var unchanged = WEBHOOK_EVENT.VERSION.eq(event.version());
        return db.update(WEBHOOK_EVENT)
                .set(WEBHOOK_EVENT.STATUS, when(unchanged, PROCESSED).otherwise(ACCEPTED))
                .set(WEBHOOK_EVENT.PROCESSED_AT, now)
                .set(WEBHOOK_EVENT.REASON, reason)
                .set(WEBHOOK_EVENT.ATTEMPTS, 0)
                .set(WEBHOOK_EVENT.DUE_AT, when(unchanged, WEBHOOK_EVENT.DUE_AT).otherwise(again))
                .where(WEBHOOK_EVENT.ID.eq(event.id()), IS_ACCEPTED);
    }

    /** It could not be handed on, and will be tried again. */
    public void putBack(Due event, String reason, Instant dueAt) {
        db.update(WEBHOOK_EVENT)
                .set(WEBHOOK_EVENT.DUE_AT, dueAt)
                .set(WEBHOOK_EVENT.REASON, reason)
                .where(WEBHOOK_EVENT.ID.eq(event.id()), IS_ACCEPTED)
                .execute();
    }

    /** They were taken and not tried. */
    public void putBackUntried(Collection<Due> events, Instant now) {
        if (!events.isEmpty()) {
            db.update(WEBHOOK_EVENT)
                    .set(WEBHOOK_EVENT.DUE_AT, now)
                    .set(WEBHOOK_EVENT.ATTEMPTS, WEBHOOK_EVENT.ATTEMPTS.minus(1))
                    .where(WEBHOOK_EVENT.ID.in(events.stream().map(Due::id).toList()), IS_ACCEPTED)
                    .execute();
        }
    }
}
