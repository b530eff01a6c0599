package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static java.util.Map.entry;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import io.plumbline.activities.database.Rendered;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.infra.db.tables.records.SyncHealthRecord;
import io.plumbline.workflows.reconcile.ReconcileRun;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The table of runs, one row for each run of each workspace (A8). */
@Component
public final class SyncHealthRepository {

    private static final int DELETED_AT_A_TIME = 10_000;
    private static final Rendered COMPLETED = Rendered.of(completing());

    private final DSLContext db;

    SyncHealthRepository(DSLContext db) {
        this.db = db;
    }

    /**
     * What the runs of one hour found.
     *
     * @param stale contacts; of a workspace that ran more than once, the most that a run found
     * @param flagged contacts, by all runs
     */
    public record Hour(Instant hour, long stale, long flagged) {}

    /**
     * The newest runs first (A12).
     *
     * @param workspaces only these; null is all
     */
    public List<HealthRun> newest(@Nullable Collection<String> workspaces, int limit) {
        return db.select(
                        SYNC_HEALTH.ID,
                        SYNC_HEALTH.WORKSPACE_ID,
                        SYNC_HEALTH.RUN_AT,
                        SYNC_HEALTH.CONTACTS_CHECKED,
                        SYNC_HEALTH.STALE_FOUND,
                        SYNC_HEALTH.IN_COOLDOWN,
                        SYNC_HEALTH.FLAGGED,
                        SYNC_HEALTH.BACKLOG,
                        SYNC_HEALTH.STATUS,
                        SYNC_HEALTH.ERROR,
                        SYNC_HEALTH.DURATION,
                        SYNC_HEALTH.TRIGGER,
                        SYNC_HEALTH.WORKFLOW_ID,
                        SYNC_HEALTH.RUN_ID)
                .from(SYNC_HEALTH)
                .where(of(workspaces))
                .orderBy(SYNC_HEALTH.RUN_AT.desc(), SYNC_HEALTH.ID.desc())
                .limit(limit)
                .fetch(org.jooq.Records.mapping(HealthRun::new));
    }

    /** How many contacts were flagged. */
    public long flagged(@Nullable Collection<String> workspaces, Instant since) {
        return db.select(coalesce(sum(SYNC_HEALTH.FLAGGED), BigDecimal.ZERO))
                .from(SYNC_HEALTH)
                .where(of(workspaces).and(SYNC_HEALTH.RUN_AT.ge(since)))
                .fetchSingle(row -> row.value1().longValue());
    }

    /** Stale and flagged contacts by hour, the oldest hour first. */
    public List<Hour> hours(@Nullable Collection<String> workspaces, Instant since) {
        // in UTC: some zones are half an hour off
        var hour = field("date_trunc('hour', {0}, 'UTC')", SYNC_HEALTH.RUN_AT.getDataType(), SYNC_HEALTH.RUN_AT)
                .as("hour");
        var stale = max(SYNC_HEALTH.STALE_FOUND).as("stale");
        var flagged = sum(SYNC_HEALTH.FLAGGED).as("flagged");
        var each = select(hour, stale, flagged)
                .from(SYNC_HEALTH)
                .where(of(workspaces).and(SYNC_HEALTH.RUN_AT.ge(since)))
                .groupBy(hour, SYNC_HEALTH.WORKSPACE_ID)
                .asTable("each_workspace");
        return db.select(each.field(hour), sum(each.field(stale)), sum(each.field(flagged)))
                .from(each)
                .groupBy(each.field(hour))
                .orderBy(each.field(hour))
                .fetch(row -> new Hour(
                        row.value1(), row.value2().longValue(), row.value3().longValue()));
    }

    private static Condition of(@Nullable Collection<String> workspaces) {
        return workspaces == null ? noCondition() : SYNC_HEALTH.WORKSPACE_ID.in(workspaces);
    }

    /** The row of a run that was tried before. */
    static Optional<SyncHealthRecord> find(DSLContext tx, String workspaceId, String runKey) {
        return tx.selectFrom(SYNC_HEALTH)
                .where(SYNC_HEALTH.WORKSPACE_ID.eq(workspaceId).and(SYNC_HEALTH.RUN_KEY.eq(runKey)))
                .fetchOptional();
    }

    /** A run that came through, which has counted and flagged so many. */
    record Completed(
            String workspaceId,
            String workflowId,
            String runId,
            StaleContacts.Counts counts,
            int flagged,
            Duration took) {}

    /**
     * Writes the rows of runs that came through, and resolves what is open of the runs before, by one statement.
     *
     * @param run what the runs have in common: all but the ids of their workflows
     * @return whether none of them had a row yet
     */
    static boolean addCompleted(DSLContext tx, ReconcileRun run, List<Completed> completed, Instant now) {
        return COMPLETED.execute(
                        tx,
                        Map.ofEntries(
                                entry("workspaces", texts(completed, Completed::workspaceId)),
                                entry(
                                        "checked",
                                        numbers(completed, it -> it.counts().checked())),
                                entry(
                                        "stale",
                                        numbers(completed, it -> it.counts().stale())),
                                entry(
                                        "inCooldown",
                                        numbers(completed, it -> it.counts().inCooldown())),
                                entry("flagged", numbers(completed, Completed::flagged)),
                                entry(
                                        "durations",
                                        texts(completed, it -> it.took().toString())),
                                entry("workflowIds", texts(completed, Completed::workflowId)),
                                entry("runIds", texts(completed, Completed::runId)),
                                entry("runAt", run.asOf()),
                                entry("trigger", run.trigger().name()),
                                entry("runKey", run.key()),
                                entry("now", now)))
                == completed.size();
    }

    private static String[] texts(List<Completed> completed, Function<Completed, String> text) {
        return completed.stream().map(text).toArray(String[]::new);
    }

    private static Long[] numbers(List<Completed> completed, ToLongFunction<Completed> number) {
        return completed.stream().map(number::applyAsLong).toArray(Long[]::new);
    }

    private static Query completing() {
        var texts = SQLDataType.CLOB.array();
        var numbers = SQLDataType.BIGINT.array();
        var completed = table(
                "unnest({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}) as completed "
                        + "(workspace_id, checked, stale, in_cooldown, flagged, duration, workflow_id, run_id)",
                param("workspaces", texts),
                param("checked", numbers),
                param("stale", numbers),
                param("inCooldown", numbers),
                param("flagged", numbers),
                param("durations", texts),
                param("workflowIds", texts),
                param("runIds", texts));
        var resolved = name("resolved")
                .as(SyncFailureRepository.resolvingOpen(
                                ReconcileActivitiesImpl.SOURCE,
                                select(field("unnest({0})", SQLDataType.CLOB, param("workspaces", texts))),
                                param("now", SYNC_FAILURE.RESOLVED_AT))
                        .returning(SYNC_FAILURE.ID));
        return with(resolved)
                .insertInto(
                        SYNC_HEALTH,
                        SYNC_HEALTH.WORKSPACE_ID,
                        SYNC_HEALTH.RUN_AT,
                        SYNC_HEALTH.CONTACTS_CHECKED,
                        SYNC_HEALTH.STALE_FOUND,
                        SYNC_HEALTH.IN_COOLDOWN,
                        SYNC_HEALTH.FLAGGED,
                        SYNC_HEALTH.BACKLOG,
                        SYNC_HEALTH.DURATION,
                        SYNC_HEALTH.TRIGGER,
                        SYNC_HEALTH.WORKFLOW_ID,
                        SYNC_HEALTH.RUN_ID,
                        SYNC_HEALTH.RUN_KEY)
                .select(select(
                                field("workspace_id", SYNC_HEALTH.WORKSPACE_ID.getDataType()),
                                param("runAt", SYNC_HEALTH.RUN_AT),
                                field("checked", SYNC_HEALTH.CONTACTS_CHECKED.getDataType()),
                                field("stale", SYNC_HEALTH.STALE_FOUND.getDataType()),
                                field("in_cooldown", SYNC_HEALTH.IN_COOLDOWN.getDataType()),
                                field("flagged", SYNC_HEALTH.FLAGGED.getDataType()),
                                field("stale - in_cooldown - flagged", SYNC_HEALTH.BACKLOG.getDataType()),
                                field("cast(duration as interval)", SYNC_HEALTH.DURATION.getDataType()),
                                param("trigger", SYNC_HEALTH.TRIGGER),
                                field("workflow_id", SYNC_HEALTH.WORKFLOW_ID.getDataType()),
                                field("run_id", SYNC_HEALTH.RUN_ID.getDataType()),
                                param("runKey", SYNC_HEALTH.RUN_KEY))
                        .from(completed))
                .onConflictDoNothing();
    }

    /** @return whether there was no row of this run yet */
    static boolean addFailed(
            DSLContext tx,
            String workspaceId,
            ReconcileRun run,
            String error,
            StaleContacts.Counts counts,
            Duration took) {
        return tx.insertInto(SYNC_HEALTH)
                        .set(SYNC_HEALTH.WORKSPACE_ID, workspaceId)
                        .set(SYNC_HEALTH.RUN_AT, run.asOf())
                        .set(SYNC_HEALTH.CONTACTS_CHECKED, counts.checked())
                        .set(SYNC_HEALTH.STALE_FOUND, counts.stale())
                        .set(SYNC_HEALTH.IN_COOLDOWN, counts.inCooldown())
                        .set(SYNC_HEALTH.DURATION, took)
                        .set(SYNC_HEALTH.STATUS, "failed")
                        .set(SYNC_HEALTH.ERROR, error)
                        .set(SYNC_HEALTH.TRIGGER, run.trigger().name())
                        .set(SYNC_HEALTH.WORKFLOW_ID, run.workflowId())
                        .set(SYNC_HEALTH.RUN_ID, run.runId())
                        .set(SYNC_HEALTH.RUN_KEY, run.key())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** The oldest first, a bounded number in each transaction, so that nothing waits for a large delete. */
    int deleteBefore(Instant instant) {
        int deleted = 0;
        int batch;
        do {
            batch = db.deleteFrom(SYNC_HEALTH)
                    .where(SYNC_HEALTH.ID.in(select(SYNC_HEALTH.ID)
                            .from(SYNC_HEALTH)
                            .where(SYNC_HEALTH.RUN_AT.lt(instant))
                            .orderBy(SYNC_HEALTH.RUN_AT, SYNC_HEALTH.ID)
                            .limit(DELETED_AT_A_TIME)))
                    .execute();
            deleted += batch;
        } while (batch == DELETED_AT_A_TIME);
        return deleted;
    }
}
