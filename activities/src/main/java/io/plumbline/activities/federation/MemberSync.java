package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.min;

import io.plumbline.activities.federation.Players.Part;
import io.plumbline.activities.federation.SyncPlan.Scope;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.federation.SyncStats;
import io.plumbline.workflows.run.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.exception.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Applies what was fetched for a job, in one transaction (C9). */
@Component
final class MemberSync {

    private static final int TRIES = 5;
    private static final int OPTIMISTIC_TRIES = 2;

    private final DSLContext db;
    private final FetchedPages pages;
    private final FederationSettings settings;
    private final PlayersAhead ahead;
    private final JsonMapper json = JsonMapper.shared();

    MemberSync(DSLContext db, FetchedPages pages, FederationSettings settings) {
        this.db = db;
        this.pages = pages;
        this.settings = settings;
        this.ahead = new PlayersAhead(db);
    }

    /**
     * All of it or nothing. Asked again after it was done, it answers what was done.
     *
     * @throws io.temporal.failure.ApplicationFailure {@link Rejected} where a newer attempt has taken the job over (C13)
     */
    SyncStats apply(SyncJob job, Instant now) {
        var stats = inOneTransaction(job, now);
        refreshLastSync(job.connectorId());
        return stats;
    }

    /**
     * Somebody may edit a player meanwhile: the database then refuses, rather than lose the edit, and we look again. Where
     * there is always somebody, the players are locked, and editors wait.
     */
    private SyncStats inOneTransaction(SyncJob job, Instant now) {
        for (var tries = 1; ; tries++) {
            var locking = tries > OPTIMISTIC_TRIES;
            try {
                return db.transactionResult(transaction -> {
                    var tx = transaction.dsl();
                    // with a snapshot from before the locks, an edit from before them would be refused still
                    tx.execute("set transaction isolation level " + (locking ? "read committed" : "repeatable read"));
                    Players.endWhenIdle(tx);
                    return apply(tx, job, locking, now);
                });
            } catch (DataAccessException e) {
                if (tries == TRIES || !isAboutOthers(e)) {
                    throw e;
                }
            } catch (org.springframework.dao.ConcurrencyFailureException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static boolean isAboutOthers(DataAccessException e) {
        return List.of("40001", "40P01").contains(e.sqlState());
    }

    private SyncStats apply(DSLContext tx, SyncJob job, boolean locking, Instant now) {
        var current = tx.select(SYNC_JOB.ID)
                .from(SYNC_JOB)
                .where(SyncQueue.isCurrent(job))
                .forUpdate()
                .fetchOptional();
        if (current.isEmpty()) {
            return done(tx, job);
        }
        var connection = Connections.require(tx, job.connectorId(), job.organizationId());
        var progress = pages.progress(tx, job.id());
        if (progress.pages() == 0 || progress.pages() < progress.leastTotal()) {
            throw new IllegalStateException("The pages that were fetched are gone; they are fetched again.");
        }
        if (locking) {
            Players.lock(tx, job.connectorId(), job.organizationId(), job.memberId());
        }
        var members = pages.members(tx, job.id());
        var planner = new SyncPlanner(
                members,
                scope(job, progress),
                job.strategy(),
                Comparisons.forRegion(connection.region()),
                settings.brake());
        Consumer<Part> writer = part -> Players.write(tx, part, job.connectorId(), now);
        var isLarge = members.size() > Players.AT_A_TIME;
        if (!isLarge || !wereReadAhead(tx, job, locking, planner, writer)) {
            Players.each(tx, job.connectorId(), job.organizationId(), job.memberId(), planner, writer);
        }
        var plan = planner.plan();
        writer.accept(new Part(List.of(), planner.take()));
        Players.write(tx, plan, connection, job.historyId(), job.strategy().name(), now);
        complete(tx, job, connection, plan, now);
        return plan.stats();
    }

    private boolean wereReadAhead(
            DSLContext tx, SyncJob job, boolean locking, SyncPlanner planner, Consumer<Part> writer) {
        var snapshot = locking ? null : String.valueOf(tx.fetchValue("select pg_export_snapshot()"));
        return ahead.each(snapshot, job.connectorId(), job.organizationId(), planner, writer);
    }

    private static Scope scope(SyncJob job, FetchedPages.Progress progress) {
        if (job.memberId() != null) {
            return Scope.one_member;
        }
        return progress.isComplete() ? Scope.complete : Scope.incomplete;
    }

    private SyncStats done(DSLContext tx, SyncJob job) {
        return tx.selectFrom(SYNC_HISTORY)
                .where(SYNC_HISTORY.ID.eq(job.historyId()).and(SYNC_HISTORY.STATUS.eq("completed")))
                .fetchOptional(history -> new SyncStats(
                        history.getCreated(),
                        history.getUpdated(),
                        history.getUnchanged(),
                        history.getDeactivated(),
                        history.getConflictsDetected(),
                        history.getConflictsResolved()))
                .orElseThrow(() -> Rejected.because("Another worker has taken this job over; nothing was written."));
    }

    private void complete(DSLContext tx, SyncJob job, Connection connection, SyncPlan plan, Instant now) {
        SyncQueue.complete(tx, job, now);
        FetchedPages.drop(tx, job.id());
        var stats = plan.stats();
        tx.update(SYNC_HISTORY)
                .set(SYNC_HISTORY.STATUS, "completed")
                .set(SYNC_HISTORY.COMPLETED_AT, now)
                .set(SYNC_HISTORY.CREATED, stats.created())
                .set(SYNC_HISTORY.UPDATED, stats.updated())
                .set(SYNC_HISTORY.UNCHANGED, stats.unchanged())
                .set(SYNC_HISTORY.DEACTIVATED, stats.deactivated())
                .set(SYNC_HISTORY.CONFLICTS_DETECTED, stats.conflictsDetected())
                .set(SYNC_HISTORY.CONFLICTS_RESOLVED, stats.conflictsResolved())
                .set(SYNC_HISTORY.SET_ASIDE, setAside(plan))
                .set(SYNC_HISTORY.NOTE, plan.note())
                .where(SYNC_HISTORY.ID.eq(job.historyId()))
                .execute();
        if (job.memberId() != null) {
            return;
        }
        FederationFailures.over(tx, job, now);
        tx.update(CONNECTED_ORGANIZATION)
                .set(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT, now)
                .where(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(job.connectorId()))
                .and(CONNECTED_ORGANIZATION.ORGANIZATION_ID.eq(job.organizationId()))
                .execute();
        if (plan.asksAdmins()) {
            FederationFailures.askAboutAbsence(tx, connection, String.valueOf(plan.note()), now);
        } else {
            FederationFailures.absenceIsOver(tx, connection, now);
        }
    }

    private JSONB setAside(SyncPlan plan) {
        return JSONB.valueOf(json.writeValueAsString(plan.setAside().stream()
                .map(member -> Map.of("memberId", member.id(), "error", String.valueOf(member.error())))
                .toList()));
    }

    /**
     * How fresh all organisations of the connector are (C10). Read from them anew, so that it is right sooner or later
     * whatever happens here; apart, so that organisations which end at the same time do not refuse each other.
     */
    private void refreshLastSync(String connectorId) {
        db.update(CONNECTOR)
                .set(
                        CONNECTOR.LAST_SYNC_AT,
                        db.select(min(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT))
                                .from(CONNECTED_ORGANIZATION)
                                .where(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(connectorId))
                                .having(count().eq(count(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT))))
                .where(CONNECTOR.ID.eq(connectorId))
                .execute();
    }
}
