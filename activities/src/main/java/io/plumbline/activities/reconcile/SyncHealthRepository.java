package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static java.util.Map.entry;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.with;

import io.plumbline.activities.database.Rendered;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.infra.db.tables.records.SyncHealthRecord;
import io.plumbline.workflows.reconcile.ReconcileRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Query;
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

    /**
     * Writes the row of a run that came through, and resolves the failure that is open of the runs before, by one statement.
     *
     * @return whether there was no row of this run yet
     */
    static boolean addCompleted(
            DSLContext tx,
            String workspaceId,
            ReconcileRun run,
            StaleContacts.Counts counts,
            int flagged,
            Duration took,
            Instant now) {
        return COMPLETED.execute(
                        tx,
                        Map.ofEntries(
                                entry("workspace", workspaceId),
                                entry("runAt", run.asOf()),
                                entry("checked", counts.checked()),
                                entry("stale", counts.stale()),
                                entry("inCooldown", counts.inCooldown()),
                                entry("flagged", flagged),
                                entry("backlog", counts.due() - flagged),
                                entry("duration", took),
                                entry("trigger", run.trigger().name()),
                                entry("workflowId", run.workflowId()),
                                entry("runId", run.runId()),
                                entry("runKey", run.key()),
                                entry("now", now)))
                == 1;
    }

    private static Query completing() {
        var workspaceId = param("workspace", SYNC_HEALTH.WORKSPACE_ID);
        var resolved = name("resolved")
                .as(SyncFailureRepository.resolvingOpen(
                                ReconcileActivitiesImpl.SOURCE,
                                select(workspaceId),
                                param("now", SYNC_FAILURE.RESOLVED_AT))
                        .returning(SYNC_FAILURE.ID));
        return with(resolved)
                .insertInto(SYNC_HEALTH)
                .set(SYNC_HEALTH.WORKSPACE_ID, workspaceId)
                .set(SYNC_HEALTH.RUN_AT, param("runAt", SYNC_HEALTH.RUN_AT))
                .set(SYNC_HEALTH.CONTACTS_CHECKED, param("checked", SYNC_HEALTH.CONTACTS_CHECKED))
                .set(SYNC_HEALTH.STALE_FOUND, param("stale", SYNC_HEALTH.STALE_FOUND))
                .set(SYNC_HEALTH.IN_COOLDOWN, param("inCooldown", SYNC_HEALTH.IN_COOLDOWN))
                .set(SYNC_HEALTH.FLAGGED, param("flagged", SYNC_HEALTH.FLAGGED))
                .set(SYNC_HEALTH.BACKLOG, param("backlog", SYNC_HEALTH.BACKLOG))
                .set(SYNC_HEALTH.DURATION, param("duration", SYNC_HEALTH.DURATION))
                .set(SYNC_HEALTH.TRIGGER, param("trigger", SYNC_HEALTH.TRIGGER))
                .set(SYNC_HEALTH.WORKFLOW_ID, param("workflowId", SYNC_HEALTH.WORKFLOW_ID))
                .set(SYNC_HEALTH.RUN_ID, param("runId", SYNC_HEALTH.RUN_ID))
                .set(SYNC_HEALTH.RUN_KEY, param("runKey", SYNC_HEALTH.RUN_KEY))
                .onConflictDoNothing();
    }

    /** @return whether there was no row of this run yet */
    static boolean addFailed(DSLContext tx, String workspaceId, ReconcileRun run, String error) {
        return tx.insertInto(SYNC_HEALTH)
                        .set(SYNC_HEALTH.WORKSPACE_ID, workspaceId)
                        .set(SYNC_HEALTH.RUN_AT, run.asOf())
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
