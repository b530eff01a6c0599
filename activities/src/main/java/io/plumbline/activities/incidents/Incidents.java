package io.plumbline.activities.incidents;

import static io.plumbline.infra.db.Tables.INCIDENT;
import static org.jooq.impl.DSL.castNull;

import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.SQLDataType;

/**
 * Opens and ends incidents, in the transaction of whoever sees the cause. A cause has one open incident at a time, however
 * often it is reported, and one that was good for a short while only goes on: so people get one message when it opens
 * and one when it is over.
 */
public final class Incidents {

    private Incidents() {}

    /**
     * What broke.
     *
     * @param cause tells incidents apart, like {@code federation/registry/club-north}
     * @param recipients mail addresses; empty means the operators of the settings
     * @param subject a line
     * @param text what happened and what to do, without secrets
     */
    public record Incident(String cause, List<String> recipients, String subject, String text) {}

    /** It is bad: opens an incident unless one of this cause is open. */
    public static void open(DSLContext tx, Incident incident, Instant now) {
        tx.insertInto(INCIDENT)
                .set(INCIDENT.CAUSE, incident.cause())
                .set(INCIDENT.RECIPIENTS, incident.recipients().toArray(String[]::new))
                .set(INCIDENT.SUBJECT, incident.subject())
                .set(INCIDENT.TEXT, incident.text())
                .set(INCIDENT.OPENED_AT, now)
                .onConflict(INCIDENT.CAUSE)
                .where(INCIDENT.CLOSED_AT.isNull())
                .doUpdate()
                .set(INCIDENT.GOOD_SINCE, castNull(SQLDataType.INSTANT))
                .where(INCIDENT.GOOD_SINCE.isNotNull())
                .execute();
    }

    /** It is good again: the incident of this cause, if one is open, ends unless the cause comes back soon. */
    public static void over(DSLContext tx, String cause, Instant now) {
        over(tx, INCIDENT.CAUSE.eq(cause), now);
    }

    /** As {@link #over(DSLContext, String, Instant)}, for every cause that begins so. */
    public static void overBelow(DSLContext tx, String causes, Instant now) {
        over(tx, INCIDENT.CAUSE.startsWith(causes), now);
    }

    private static void over(DSLContext tx, Condition causes, Instant now) {
        tx.update(INCIDENT)
                .set(INCIDENT.GOOD_SINCE, now)
                .where(causes, INCIDENT.CLOSED_AT.isNull(), INCIDENT.GOOD_SINCE.isNull())
                .execute();
    }
}
