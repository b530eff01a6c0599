package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.trueCondition;

import io.plumbline.activities.database.Rendered;
import io.plumbline.activities.database.SetStatement;
import io.plumbline.infra.db.tables.SyncHealth;
import io.plumbline.workflows.run.Rejected;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Records;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The tenants, and how fresh each is. */
@Component
public final class WorkspaceRepository {

    private static final SyncHealth COMPLETED = SYNC_HEALTH.as("completed");
    private static final SyncHealth NEWEST = SYNC_HEALTH.as("newest");
    private static final Field<Instant> LAST_GOOD =
            greatest(coalesce(COMPLETED.RUN_AT, WORKSPACE.CREATED_AT), WORKSPACE.ACTIVE_SINCE);

    /** What follows in the transaction has the same plan for every workspace; making it takes as long as running it. */
    private static final Field<String> PLANS_ARE_KEPT =
            field("set_config('plan_cache_mode', 'force_generic_plan', true)", String.class);

    private static final Rendered LOCK = Rendered.of(select(WORKSPACE.ACTIVE, PLANS_ARE_KEPT)
            .from(WORKSPACE)
            .where(WORKSPACE.ID.eq(param("workspace", WORKSPACE.ID)))
            .forNoKeyUpdate());

    private final DSLContext db;

    WorkspaceRepository(DSLContext db) {
        this.db = db;
    }

    /** Whether it is active (A1); empty when there is no such workspace. */
    public Optional<Boolean> active(String workspaceId) {
        return active(db, workspaceId);
    }

    /** The region of its phone numbers, empty where none is set; empty when there is no such workspace. */
    public Optional<String> region(String workspaceId) {
        return db.select(coalesce(WORKSPACE.REGION, ""))
                .from(WORKSPACE)
                .where(WORKSPACE.ID.eq(workspaceId))
                .fetchOptional(row -> row.value1());
    }

    static Optional<Boolean> active(DSLContext db, String workspaceId) {
        return db.select(WORKSPACE.ACTIVE)
                .from(WORKSPACE)
                .where(WORKSPACE.ID.eq(workspaceId))
                .fetchOptional(WORKSPACE.ACTIVE);
    }

    /**
     * Holds the workspace for this transaction, so that its runs come one after the other. Contacts may come meanwhile.
     *
     * @return whether it is active; empty when there is no such workspace
     */
    static Optional<Boolean> lock(DSLContext tx, String workspaceId) {
        return LOCK.queryFirst(tx, row -> row.getBoolean(1), Map.of("workspace", workspaceId));
    }

    /**
     * Holds for this transaction those that are active and that nobody else holds.
     *
     * @return which these are
     */
    static List<String> lockFree(DSLContext tx, Collection<String> workspaceIds) {
        return SetStatement.query(
                tx,
                "select id from workspace where id = any (?) and active for no key update skip locked",
                row -> row.getString(1),
                (Object) workspaceIds.toArray(String[]::new));
    }

    /**
     * @param active as it was read
     * @throws io.temporal.failure.ApplicationFailure a rejection, when it is unknown or not active
     */
    static void requireActive(String workspaceId, Optional<Boolean> active) {
        if (active.isEmpty()) {
            throw Rejected.because("There is no workspace '" + workspaceId + "'.");
        }
        if (!active.get()) {
            throw Rejected.because(
                    "Workspace '" + workspaceId + "' is not active: its messaging channel is not configured.");
        }
    }

    /**
     * How fresh the active workspaces are, the worst first: overdue, then failed, then the longest since a good run.
     *
     * @param only these; null is all
     * @param search a part of the id or name; empty is all
     * @param completedBefore a last good run before this instant is overdue
     */
    public List<Freshness> freshness(
            @Nullable Collection<String> only, String search, Instant completedBefore, int offset, int limit) {
        var overdue = field(LAST_GOOD.lt(completedBefore));
        return db.select(
                        WORKSPACE.ID,
                        WORKSPACE.NAME,
                        COMPLETED.RUN_AT,
                        NEWEST.STATUS,
                        NEWEST.ERROR,
                        coalesce(COMPLETED.STALE_FOUND, 0),
                        coalesce(COMPLETED.FLAGGED, 0),
                        coalesce(COMPLETED.BACKLOG, 0),
                        overdue,
                        LAST_GOOD)
                .from(workspacesWithRuns())
                .where(among(only).and(matching(search)))
                .orderBy(overdue.desc(), NEWEST.STATUS.desc().nullsFirst(), LAST_GOOD, WORKSPACE.ID)
                .offset(offset)
                .limit(limit)
                .fetch(Records.mapping(Freshness::new));
    }

    /** How many active workspaces there are. The filters are those of {@link #freshness}. */
    public int countActive(@Nullable Collection<String> only, String search) {
        return db.fetchCount(WORKSPACE, among(only).and(matching(search)));
    }

    /** The active workspaces in numbers. The filters are those of {@link #freshness}. */
    public FreshnessSummary summary(@Nullable Collection<String> only, String search, Instant completedBefore) {
        return db.select(
                        count(),
                        count().filterWhere(LAST_GOOD.lt(completedBefore)),
                        count().filterWhere(NEWEST.STATUS.eq("failed")),
                        min(LAST_GOOD),
                        coalesce(sum(COMPLETED.BACKLOG), BigDecimal.ZERO))
                .from(workspacesWithRuns())
                .where(among(only).and(matching(search)))
                .fetchSingle(row -> new FreshnessSummary(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5().longValue()));
    }

    /** Whether some active workspace has no completed run since then. */
    public boolean anyWithoutRunSince(Instant instant) {
        return db.fetchExists(db.selectOne()
                .from(WORKSPACE)
                .where(WORKSPACE.ACTIVE)
                .andNotExists(selectFrom(SYNC_HEALTH)
                        .where(SYNC_HEALTH.WORKSPACE_ID.eq(WORKSPACE.ID), SYNC_HEALTH.STATUS.eq("completed"))
                        .and(SYNC_HEALTH.RUN_AT.ge(instant))));
    }

    private static Table<?> workspacesWithRuns() {
        return WORKSPACE
                .leftJoin(lateral(selectFrom(SYNC_HEALTH)
                                .where(SYNC_HEALTH.WORKSPACE_ID.eq(WORKSPACE.ID), SYNC_HEALTH.STATUS.eq("completed"))
                                .orderBy(SYNC_HEALTH.RUN_AT.desc(), SYNC_HEALTH.ID.desc())
                                .limit(1))
                        .as(COMPLETED))
                .on(trueCondition())
                .leftJoin(lateral(selectFrom(SYNC_HEALTH)
                                .where(SYNC_HEALTH.WORKSPACE_ID.eq(WORKSPACE.ID))
                                .orderBy(SYNC_HEALTH.RUN_AT.desc(), SYNC_HEALTH.ID.desc())
                                .limit(1))
                        .as(NEWEST))
                .on(trueCondition());
    }

    private static Condition among(@Nullable Collection<String> only) {
        var active = WORKSPACE.ACTIVE.isTrue();
        return only == null ? active : active.and(WORKSPACE.ID.in(only));
    }

    private static Condition matching(String search) {
        return search.isEmpty()
                ? noCondition()
                : WORKSPACE.ID.containsIgnoreCase(search).or(WORKSPACE.NAME.containsIgnoreCase(search));
    }
}
