package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.workflows.reconcile.ReconcileRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Settles many workspaces with one statement: counts in all, and a health row for each with nothing to flag (A17). */
final class QuietWorkspaces {

    private static final CommonTableExpression<?> NOTHING_SETTLED =
            name("settled").fields("workspace_id").as(select(inline("")));
    private static final CommonTableExpression<?> NOTHING_RESOLVED =
            name("resolved").fields("id").as(select(inline(0L)));

    private final DSLContext db;

    QuietWorkspaces(DSLContext db) {
        this.db = db;
    }

    /**
     * One workspace of a page. How many contacts one has that is not quiet is not counted here.
     *
     * @param settled whether its health row was written now; a page that is tried again finds those that are there
     */
    record Counted(String workspaceId, StaleContacts.Counts counts, boolean settled) {

        boolean quiet() {
            return counts.due() == 0;
        }
    }

    /**
     * A part of a page.
     *
     * @param after the last id of the part before it
     * @param upTo its own last id
     */
    record Part(String after, String upTo, int workspaces) {}

    /** The page of active workspaces after {@code after}, in order of id, in at most so many parts; a short page has fewer. */
    List<Part> parts(String after, int pageSize, int parts) {
        var id = field(name("id"), String.class);
        var part = field(name("part"), Integer.class);
        var size = (pageSize + parts - 1) / parts;
        var page = select(WORKSPACE.ID)
                .from(WORKSPACE)
                .where(WORKSPACE.ACTIVE)
                .and(WORKSPACE.ID.gt(after))
                .orderBy(WORKSPACE.ID)
                .limit(pageSize);
        var divided = new ArrayList<Part>();
        db.select(max(id), count())
                .from(select(
                                id,
                                rowNumber().over(orderBy(id)).minus(1).div(size).as(part))
                        .from(page.asTable("page")))
                .groupBy(part)
                .orderBy(part)
                .forEach(row -> divided.add(new Part(
                        divided.isEmpty()
                                ? after
                                : divided.get(divided.size() - 1).upTo(),
                        row.value1(),
                        row.value2())));
        return List.copyOf(divided);
    }

    /**
     * In order of id. What failed in an earlier run of a quiet one is resolved with it (A11). Counts only, when the run is a
     * dry one.
     */
    List<Counted> settle(Part part, StaleContacts contacts, ReconcileRun sweep, Instant now) {
        var page = name("page")
                .as(select(WORKSPACE.ID)
                        .from(WORKSPACE)
                        .where(WORKSPACE.ACTIVE)
                        .and(WORKSPACE.ID.gt(part.after()))
                        .and(WORKSPACE.ID.le(part.upTo()))
                        .orderBy(WORKSPACE.ID));
        var id = page.field(WORKSPACE.ID);
        var stale = field(name("stale"), SQLDataType.INTEGER);
        var inCooldown = field(name("in_cooldown"), SQLDataType.INTEGER);
        var checked = field(name("checked"), SQLDataType.INTEGER);
        var nothingIsDue = stale.eq(inCooldown);
        // the others are counted by their own run
        var ofQuiet = when(nothingIsDue, StaleContacts.checked(id)).otherwise(inline(0));
        var counted = name("counted")
                .as(select(id, ofQuiet.as(checked), stale, inCooldown)
                        .from(page)
                        .crossJoin(lateral(select(
                                                count().as(stale),
                                                count().filterWhere(contacts.inCooldown(CONTACT))
                                                        .as(inCooldown))
                                        .from(CONTACT)
                                        .where(CONTACT.WORKSPACE_ID.eq(id).and(contacts.stale(CONTACT))))
                                .as("found")));
        var workspace = counted.field(WORKSPACE.ID);
        var settled = name("settled")
                .as(insertInto(
                                SYNC_HEALTH,
                                SYNC_HEALTH.WORKSPACE_ID,
                                SYNC_HEALTH.RUN_AT,
                                SYNC_HEALTH.CONTACTS_CHECKED,
                                SYNC_HEALTH.STALE_FOUND,
                                SYNC_HEALTH.IN_COOLDOWN,
                                SYNC_HEALTH.DURATION,
                                SYNC_HEALTH.TRIGGER,
                                SYNC_HEALTH.WORKFLOW_ID,
                                SYNC_HEALTH.RUN_ID,
                                SYNC_HEALTH.RUN_KEY)
                        .select(select(
                                        workspace,
                                        val(sweep.asOf(), SYNC_HEALTH.RUN_AT),
                                        checked,
                                        stale,
                                        inCooldown,
                                        shareOfTheStatement(page),
                                        inline(sweep.trigger().name()),
                                        val(sweep.workflowId()),
                                        val(sweep.runId()),
                                        val(sweep.key()))
                                .from(counted)
                                .where(nothingIsDue))
                        .onConflictDoNothing()
                        .returning(SYNC_HEALTH.WORKSPACE_ID));
        var resolved = name("resolved")
                .as(SyncFailureRepository.resolvingOpen(
                                ReconcileActivitiesImpl.SOURCE,
                                select(settled.field(SYNC_HEALTH.WORKSPACE_ID)).from(settled),
                                val(now, SYNC_FAILURE.RESOLVED_AT))
                        .returning(SYNC_FAILURE.ID));
        var settledNow = field(name("settled", "workspace_id"), String.class);
        return db.with(page)
                .with(counted)
                .with(sweep.dryRun() ? NOTHING_SETTLED : settled)
                .with(sweep.dryRun() ? NOTHING_RESOLVED : resolved)
                .select(workspace, checked, stale, inCooldown, field(settledNow.isNotNull()))
                .from(counted)
                .leftJoin(table(name("settled")))
                .on(settledNow.eq(workspace))
                .orderBy(workspace)
                .fetch(row -> new Counted(
                        row.value1(),
                        new StaleContacts.Counts(row.value2(), row.value3(), row.value4()),
                        row.value5()));
    }

    private static Field<java.time.Duration> shareOfTheStatement(CommonTableExpression<?> page) {
        return field(
                "(clock_timestamp() - statement_timestamp()) / (select count(*) from {0})",
                SYNC_HEALTH.DURATION.getDataType(), page);
    }

    /** A page, without counting: for when a statement above cannot be run as a whole. */
    List<String> list(String after, int pageSize) {
        return db.select(WORKSPACE.ID)
                .from(WORKSPACE)
                .where(WORKSPACE.ACTIVE)
                .and(WORKSPACE.ID.gt(after))
                .orderBy(WORKSPACE.ID)
                .limit(pageSize)
                .fetch(WORKSPACE.ID);
    }
}
