package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.trueCondition;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Counts, and lists the contacts to flag: the longest quiet first, ties by id (A7). One statement for both. */
    Plan plan(DSLContext db, String workspaceId, int limit) {
        // a row for the counts also when nothing is due
        var rows = PLAN.query(
                db,
                row -> new Planned(
                        new Counts(row.getInt(1), row.getInt(2), row.getInt(3)),
                        row.getObject(4, Long.class),
                        SetStatement.instant(row, 5)),
                Map.of(
                        "workspace", workspaceId,
                        "quietBefore", staleness.quietBefore(asOf),
                        "from", asOf,
                        "until", asOf.plus(cooldown),
                        "limit", limit));
        return new Plan(
                rows.get(0).counts(),
                rows.stream().flatMap(row -> row.due(asOf).stream()).toList());
    }

    private record Planned(
            Counts counts, @Nullable Long id, @Nullable Instant quietSince) {

        Optional<StaleContact> due(Instant asOf) {
            if (id == null || quietSince == null) {
                return Optional.empty();
            }
            return Optional.of(new StaleContact(id, quietSince, Flag.text(quietSince, asOf)));
        }
    }

    private static Select<?> planning() {
        var workspaceId = param("workspace", CONTACT.WORKSPACE_ID);
        var inCooldown = field(name("in_cooldown"), SQLDataType.BOOLEAN);
        var stale = name("stale")
                .as(select(
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
                                .and(stale(CONTACT, param("quietBefore", CONTACT.QUIET_SINCE)))));
        var id = stale.field(CONTACT.ID);
        var quietSince = stale.field(CONTACT.QUIET_SINCE);
        var counts = select(
                        checked(workspaceId).as("checked"),
                        DSL.count().as("stale"),
                        DSL.count().filterWhere(inCooldown).as("cooling"))
                .from(stale)
                .asTable("counts");
        var due = selectFrom(stale)
                .where(not(inCooldown))
                .orderBy(quietSince, id)
                .limit(param("limit", Integer.class))
                .asTable("due");
        return with(stale)
                .select(counts.fields())
                .select(due.field(id), due.field(quietSince))
                .from(counts.leftJoin(due).on(trueCondition()))
                .orderBy(due.field(quietSince), due.field(id));
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
     * @return how many; a contact that somebody flagged meanwhile gets no second one
     */
    int flag(DSLContext db, List<StaleContact> contacts) {
        return SetStatement.execute(
                db,
                """
                insert into contact_note (contact_id, content, added_by, added_at, cooldown_for)
                select contact_id, content, ?, cast(? as timestamptz), cast(? as interval)
                from unnest(?, ?) with ordinality as flag (contact_id, content, position)
                order by position
                on conflict do nothing
                """,
                Flag.AUTHOR,
                asOf,
                cooldown,
                contacts.stream().map(StaleContact::contactId).toArray(Long[]::new),
                contacts.stream().map(StaleContact::note).toArray(String[]::new));
    }
}
