package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.with;

import io.plumbline.activities.database.Rendered;
import io.plumbline.activities.database.SetStatement;
import io.plumbline.infra.db.tables.Contact;
import io.plumbline.workflows.reconcile.Flag;
import io.plumbline.workflows.reconcile.StaleContact;
import io.plumbline.workflows.reconcile.Staleness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Finds and flags the stale contacts of one moment. What is counted, planned, flagged and explained is asked with the same
 * two conditions.
 */
final class StaleContacts {

    /** Leads that nobody waits for any more (A4). */
    private static final List<Field<String>> NEVER_STALE = List.of(inline("archived"), inline("converted"));

    private static final Rendered PLAN = Rendered.of(planning());

    private final Instant asOf;
    private final Staleness staleness;
    private final Duration cooldown;

    StaleContacts(Instant asOf, Staleness staleness, Duration cooldown) {
        this.asOf = asOf;
        this.staleness = staleness;
        this.cooldown = cooldown;
    }

    /** How many contacts there are, and what they are now. */
    record Counts(int checked, int stale, int inCooldown) {

        int due() {
            return stale - inCooldown;
        }
    }

    /** What a run of one workspace would do: the contacts that it would flag, and all that was counted on the way. */
    record Plan(Counts counts, List<StaleContact> due) {}

    static Condition neverStale(Contact contact) {
        return contact.LEAD_STATUS.in(NEVER_STALE);
    }

    Condition stale(Contact contact) {
        return stale(contact, val(staleness.quietBefore(asOf), contact.QUIET_SINCE));
    }

    private static Condition stale(Contact contact, Field<Instant> quietBefore) {
        return not(neverStale(contact)).and(contact.QUIET_SINCE.lt(quietBefore));
    }

    /**
     * Exactly what the database would refuse to flag now: a cooldown that overlaps the one a flag of now would have.
     *
     * <p>Asked contact by contact. Without the offset the planner may join with every flag of every workspace that is in
     * its cooldown now: it takes them for few, while its statistics are older than the flags.
     */
    Condition inCooldown(Contact contact) {
        return inCooldown(contact, val(asOf, CONTACT_NOTE.ADDED_AT), val(asOf.plus(cooldown), CONTACT_NOTE.ADDED_AT));
    }

    private static Condition inCooldown(Contact contact, Field<Instant> from, Field<Instant> until) {
        return exists(selectOne()
                .from(CONTACT_NOTE)
                .where(CONTACT_NOTE.CONTACT_ID.eq(contact.ID))
                .and(CONTACT_NOTE.ADDED_BY.eq(inline(Flag.AUTHOR)))
                .and(condition("{0} && tstzrange({1}, {2})", CONTACT_NOTE.COOLDOWN, from, until))
                .offset(inline(0)));
    }

    static Field<Integer> checked(Field<String> workspaceId) {
        return field(selectCount().from(CONTACT).where(CONTACT.WORKSPACE_ID.eq(workspaceId)));
    }

    /**
     * Counts, and lists the contacts to flag of each workspace: the longest quiet first, ties by id (A7). One statement for
     * all.
     */
    Map<String, Plan> plan(DSLContext db, Collection<String> workspaceIds, int limit) {
        var rows = PLAN.query(
                db,
                row -> new Planned(
                        row.getString(1),
                        new Counts(row.getInt(2), row.getInt(3), row.getInt(4)),
                        row.getObject(5, Long.class),
                        SetStatement.instant(row, 6)),
                Map.of(
                        "workspaces", workspaceIds.toArray(String[]::new),
                        "quietBefore", staleness.quietBefore(asOf),
                        "from", asOf,
                        "until", asOf.plus(cooldown),
                        "limit", limit));
        var plans = new LinkedHashMap<String, Plan>();
        for (var row : rows) {
            plans.computeIfAbsent(row.workspaceId(), id -> new Plan(row.counts(), new ArrayList<>()))
                    .due()
                    .addAll(row.due(asOf).stream().toList());
        }
        return plans;
    }

    private record Planned(
            String workspaceId,
            Counts counts,
            @Nullable Long id,
            @Nullable Instant quietSince) {

        Optional<StaleContact> due(Instant asOf) {
            if (id == null || quietSince == null) {
                return Optional.empty();
            }
            return Optional.of(new StaleContact(id, quietSince, Flag.text(quietSince, asOf)));
        }
    }

    /** A row for each contact that is due, and one for a workspace that has none. */
    private static Select<?> planning() {
        var asked = name("asked")
                .fields("workspace_id")
                .as(select(field("unnest({0})", SQLDataType.CLOB, param("workspaces", SQLDataType.CLOB.array()))));
        var workspaceId = asked.field("workspace_id", String.class);
        var inCooldown = field(name("in_cooldown"), SQLDataType.BOOLEAN);
        var found = select(
                        CONTACT.ID,
                        CONTACT.QUIET_SINCE,
                        field(inCooldown(
                                        CONTACT,
                                        param("from", CONTACT_NOTE.ADDED_AT),
                                        param("until", CONTACT_NOTE.ADDED_AT)))
                                .as(inCooldown))
                .from(CONTACT)
                .where(CONTACT.WORKSPACE_ID
                        .eq(workspaceId)
                        .and(stale(CONTACT, param("quietBefore", CONTACT.QUIET_SINCE))))
                .asTable("found");
        var stale = name("stale")
                .as(select(workspaceId, found.field(CONTACT.ID), found.field(CONTACT.QUIET_SINCE), inCooldown)
                        .from(asked)
                        .crossJoin(lateral(found)));
        var ofStale = stale.field(workspaceId);
        var counts = select(
                        workspaceId,
                        checked(workspaceId).as("checked"),
                        DSL.count(ofStale).as("stale"),
                        DSL.count().filterWhere(inCooldown).as("cooling"))
                .from(asked)
                .leftJoin(stale)
                .on(ofStale.eq(workspaceId))
                .groupBy(workspaceId)
                .asTable("counts");
        var id = stale.field(CONTACT.ID);
        var quietSince = stale.field(CONTACT.QUIET_SINCE);
        var due = select(
                        ofStale,
                        id,
                        quietSince,
                        rowNumber()
                                .over(partitionBy(ofStale).orderBy(quietSince, id))
                                .as("place"))
                .from(stale)
                .where(not(inCooldown))
                .asTable("due");
        var ofCounts = counts.field(workspaceId);
        return with(asked)
                .with(stale)
                .select(counts.fields())
                .select(due.field(id), due.field(quietSince))
                .from(counts)
                .leftJoin(due)
                .on(due.field(ofStale).eq(ofCounts))
                .and(due.field("place", Integer.class).le(param("limit", Integer.class)))
                .orderBy(ofCounts, due.field(quietSince), due.field(id));
    }

    /** How many contacts would be flagged before this one. */
    int ahead(DSLContext db, String workspaceId, Instant quietSince, long contactId) {
        return db.fetchCount(select(CONTACT.ID)
                .from(CONTACT)
                .where(isDue(workspaceId))
                .and(DSL.row(CONTACT.QUIET_SINCE, CONTACT.ID).lt(quietSince, contactId)));
    }

    private Condition isDue(String workspaceId) {
        return CONTACT.WORKSPACE_ID.eq(workspaceId).and(stale(CONTACT)).and(not(inCooldown(CONTACT)));
    }

    /**
     * Appends the notes.
     *
     * @return the contacts that have one now; who was flagged by somebody else meanwhile gets no second one
     */
    Set<Long> flag(DSLContext db, List<StaleContact> contacts) {
        if (contacts.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(SetStatement.query(
                db,
                """
                insert into contact_note (contact_id, content, added_by, added_at, cooldown_for)
                select contact_id, content, ?, cast(? as timestamptz), cast(? as interval)
                from unnest(?, ?) with ordinality as flag (contact_id, content, position)
                order by position
                on conflict do nothing
                returning contact_id
                """,
                row -> row.getLong(1),
                Flag.AUTHOR,
                asOf,
                cooldown,
                contacts.stream().map(StaleContact::contactId).toArray(Long[]::new),
                contacts.stream().map(StaleContact::note).toArray(String[]::new)));
    }
}
