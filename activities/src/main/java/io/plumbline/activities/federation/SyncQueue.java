package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.plumbline.infra.db.tables.records.SyncJobRecord;
import io.plumbline.workflows.federation.Claim;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.FailedAttempt;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The queue of each organisation (C11, C12). Its guards are constraints of the database. */
@Component
public final class SyncQueue {

    private static final String RUNNING = "running";
    private static final String PENDING = "pending";
    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final int PAGE = 500;
    private static final Duration LONGEST_ASKED = Duration.ofDays(1);
    private static final int SLOTS = 5_183; // the advisory lock under which running jobs are counted

    private final DSLContext db;
    private final FederationSettings settings;

    SyncQueue(DSLContext db, FederationSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /**
     * The answer to whoever asks for a sync.
     *
     * @param alreadyThere whether it was pending or running before, so that nothing was added
     */
    public record Queued(long jobId, boolean alreadyThere) {}

    /** An organisation of a connector. */
    public record QueueId(String connectorId, String organizationId) {}

    /** As many as may be are being synced already. */
    static final class AllPlacesTaken extends RuntimeException {

        private static final long serialVersionUID = 1;

        AllPlacesTaken(int places) {
            super("Waits: " + places + " organisations are being synced, which is as many as may be at a time.");
        }
    }

    // ---- adding

    /** @return how many were added; an organisation that has a sync pending or running is not queued again */
    public int addEvery(Trigger trigger, @Nullable String askedBy, Instant now) {
        return addEvery(noCondition(), trigger, askedBy, now);
    }

    /** As the night does, those whose last success is older, or that have had none. */
    public int addEveryWithoutSuccessSince(Instant instant, Instant now) {
        var missed =
                CONNECTED_ORGANIZATION.LAST_SUCCESS_AT.isNull().or(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT.lt(instant));
        return addEvery(missed, Trigger.scheduled, null, now);
    }

    private int addEvery(Condition which, Trigger trigger, @Nullable String askedBy, Instant now) {
        return db.insertInto(SYNC_JOB)
                .columns(
                        SYNC_JOB.CONNECTOR_ID,
                        SYNC_JOB.ORGANIZATION_ID,
                        SYNC_JOB.TRIGGER,
                        SYNC_JOB.MAX_RETRIES,
                        SYNC_JOB.ASKED_BY,
                        SYNC_JOB.CREATED_AT)
                .select(select(
                                CONNECTED_ORGANIZATION.CONNECTOR_ID,
                                CONNECTED_ORGANIZATION.ORGANIZATION_ID,
                                inline(trigger.name()),
                                val(settings.maxRetries()),
                                val(askedBy, SYNC_JOB.ASKED_BY),
                                val(now, SYNC_JOB.CREATED_AT))
                        .from(CONNECTED_ORGANIZATION)
                        .join(CONNECTOR)
                        .on(CONNECTOR.ID.eq(CONNECTED_ORGANIZATION.CONNECTOR_ID))
                        .where(CONNECTOR.ENABLED)
                        .and(which)
                        // the longest out of date first
                        .orderBy(
                                CONNECTED_ORGANIZATION.LAST_SUCCESS_AT.asc().nullsFirst(),
                                CONNECTED_ORGANIZATION.CONNECTOR_ID,
                                CONNECTED_ORGANIZATION.ORGANIZATION_ID))
                .onConflictDoNothing()
                .execute();
    }

    /** Adds a sync of the whole organisation, or finds the one that is pending or running (C12). */
    public Queued addOrganization(
            QueueId queue,
            @Nullable ConflictStrategy strategy,
            Trigger trigger,
            @Nullable String askedBy,
            Instant now) {
        while (true) {
            var added = insert(queue, null, strategy, trigger, askedBy, now);
            if (added.isPresent()) {
                return new Queued(added.get(), false);
            }
            var there = db.select(SYNC_JOB.ID)
                    .from(SYNC_JOB)
                    .where(isOf(queue).and(SYNC_JOB.MEMBER_ID.isNull()).and(SYNC_JOB.STATUS.in(PENDING, RUNNING)))
                    .fetchOptional(SYNC_JOB.ID);
            if (there.isPresent()) { // else it ended between the two statements
                return new Queued(there.get(), true);
            }
        }
    }

    /** Adds a sync of one member, unless one waits (C19). One that is running may have read it before this change. */
    public void addMember(QueueId queue, String memberId, Instant now) {
        insert(queue, memberId, null, Trigger.webhook, null, now);
    }

    private Optional<Long> insert(
            QueueId queue,
            @Nullable String memberId,
            @Nullable ConflictStrategy strategy,
            Trigger trigger,
            @Nullable String askedBy,
            Instant now) {
        return db.insertInto(SYNC_JOB)
                .set(SYNC_JOB.CONNECTOR_ID, queue.connectorId())
                .set(SYNC_JOB.ORGANIZATION_ID, queue.organizationId())
                .set(SYNC_JOB.MEMBER_ID, memberId)
                .set(SYNC_JOB.TRIGGER, trigger.name())
                .set(SYNC_JOB.STRATEGY, strategy == null ? null : strategy.name())
                .set(SYNC_JOB.MAX_RETRIES, settings.maxRetries())
                .set(SYNC_JOB.CREATED_AT, now)
                .set(SYNC_JOB.ASKED_BY, askedBy)
                .onConflictDoNothing()
                .returningResult(SYNC_JOB.ID)
                .fetchOptional(SYNC_JOB.ID);
    }

    /** Shows all {@link #withWork}, page by page. */
    public void eachPageWithWork(Instant now, Consumer<List<QueueId>> pages) {
        eachPageWithWork(null, now, pages);
    }

    /** @param after the organisation to go on behind; null is the begin */
    void eachPageWithWork(@Nullable QueueId after, Instant now, Consumer<List<QueueId>> pages) {
        var last = after;
        while (true) {
            var page = withWork(last, now, PAGE);
            pages.accept(page);
            if (page.size() < PAGE) {
                return;
            }
            last = page.get(page.size() - 1);
        }
    }

    /**
     * Organisations with work to do now, in the order of their names: a job that is due, or one that is running and may have
     * lost its workflow. One that only waits for its next attempt is left alone until then.
     *
     * @param after the last one of the page before; null for the first page
     */
    List<QueueId> withWork(@Nullable QueueId after, Instant now, int limit) {
        var behind = after == null
                ? noCondition()
                : row(SYNC_JOB.CONNECTOR_ID, SYNC_JOB.ORGANIZATION_ID).gt(after.connectorId(), after.organizationId());
        return db.selectDistinct(SYNC_JOB.CONNECTOR_ID, SYNC_JOB.ORGANIZATION_ID)
                .from(SYNC_JOB)
                .where(SYNC_JOB.STATUS.eq(RUNNING).or(isDue(now)), behind)
                .orderBy(SYNC_JOB.CONNECTOR_ID, SYNC_JOB.ORGANIZATION_ID)
                .limit(limit)
                .fetch(Records.mapping(QueueId::new));
    }

    public boolean isConnected(QueueId queue) {
        return Connections.find(db, queue.connectorId(), queue.organizationId()).isPresent();
    }

    // ---- taking

    /**
     * Takes the next job that is due. Asked again by the same run, it answers the same; a job that another run has left
     * running was left by a worker that is gone, since there is one run at a time.
     *
     * @throws AllPlacesTaken while as many as may be are running
     * @throws org.jooq.exception.DataAccessException while that job is being applied still
     */
    Claim claim(QueueId queue, String workflowId, String runId, Instant now) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            // one at a time for an organisation
            tx.select(CONNECTED_ORGANIZATION.CONNECTOR_ID)
                    .from(CONNECTED_ORGANIZATION)
                    .where(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(queue.connectorId()))
                    .and(CONNECTED_ORGANIZATION.ORGANIZATION_ID.eq(queue.organizationId()))
                    .forUpdate()
                    .fetch();
            var connection = Connections.require(tx, queue.connectorId(), queue.organizationId());
            var running = tx.selectFrom(SYNC_JOB)
                    .where(isOf(queue).and(SYNC_JOB.STATUS.eq(RUNNING)))
                    .forNoKeyUpdate()
                    .noWait() // who holds it is completing it, and will want the row above
                    .fetchOptional();
            if (running.isPresent()) {
                if (runId.equals(running.get().getRunId())) {
                    return taken(running.get(), runningHistory(tx, running.get()), connection);
                }
                takeBack(tx, connection, running.get(), now);
            }
            if (!connection.enabled()) {
                dropUnasked(tx, queue, now);
            }
            var due = tx.selectFrom(SYNC_JOB)
                    .where(isOf(queue), isDue(now))
                    .orderBy(SYNC_JOB.ID)
                    .limit(1)
                    .fetchOptional();
            if (due.isEmpty()) {
                return new Claim(null, nextDue(tx, queue));
            }
            requirePlace(tx);
            return start(tx, connection, due.get(), workflowId, runId, now);
        });
    }

    /** The connector was disabled: what nobody asked for by hand is not synced any more, and nobody needs to be told. */
    private static void dropUnasked(DSLContext tx, QueueId queue, Instant now) {
        tx.update(SYNC_JOB)
                .set(SYNC_JOB.STATUS, FAILED)
                .set(SYNC_JOB.ERROR, "The connector is disabled.")
                .set(SYNC_JOB.COMPLETED_AT, now)
                .set(SYNC_JOB.NEXT_RETRY_AT, castNull(SYNC_JOB.NEXT_RETRY_AT))
                .where(isOf(queue).and(SYNC_JOB.STATUS.eq(PENDING)).and(SYNC_JOB.TRIGGER.ne(Trigger.manual.name())))
                .execute();
    }

    private static @Nullable Instant nextDue(DSLContext tx, QueueId queue) {
        return tx.select(min(SYNC_JOB.NEXT_RETRY_AT))
                .from(SYNC_JOB)
                .where(isOf(queue).and(SYNC_JOB.STATUS.eq(PENDING)))
                .fetchSingle()
                .value1();
    }

    private void requirePlace(DSLContext tx) {
        tx.execute("select pg_advisory_xact_lock(?)", SLOTS);
        if (tx.fetchCount(SYNC_JOB, SYNC_JOB.STATUS.eq(RUNNING)) >= settings.atATime()) {
            throw new AllPlacesTaken(settings.atATime());
        }
    }

    private Claim start(
            DSLContext tx, Connection connection, SyncJobRecord job, String workflowId, String runId, Instant now) {
        job.setStatus(RUNNING);
        job.setFence(job.getFence() + 1);
        job.setStartedAt(now);
        job.setNextRetryAt(null);
        job.setError(null);
        job.setWorkflowId(workflowId);
        job.setRunId(runId);
        job.update();
        var strategy = job.getStrategy() == null ? connection.strategy().name() : job.getStrategy();
        var history = tx.insertInto(SYNC_HISTORY)
                .set(SYNC_HISTORY.JOB_ID, job.getId())
                .set(SYNC_HISTORY.CONNECTOR_ID, job.getConnectorId())
                .set(SYNC_HISTORY.ORGANIZATION_ID, job.getOrganizationId())
                .set(SYNC_HISTORY.MEMBER_ID, job.getMemberId())
                .set(SYNC_HISTORY.TYPE, job.getTrigger())
                .set(SYNC_HISTORY.STRATEGY, strategy)
                .set(SYNC_HISTORY.STARTED_AT, now)
                .set(SYNC_HISTORY.WORKFLOW_ID, workflowId)
                .set(SYNC_HISTORY.RUN_ID, runId)
                .returningResult(SYNC_HISTORY.ID)
                .fetchSingle()
                .value1();
        if (job.getMemberId() == null) {
            tx.update(CONNECTED_ORGANIZATION)
                    .set(CONNECTED_ORGANIZATION.LAST_ATTEMPT_AT, now)
                    .where(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(job.getConnectorId()))
                    .and(CONNECTED_ORGANIZATION.ORGANIZATION_ID.eq(job.getOrganizationId()))
                    .execute();
        }
        return taken(job, history, connection);
    }

    private Claim taken(SyncJobRecord job, long history, Connection connection) {
        return new Claim(
                new SyncJob(
                        job.getId(),
                        job.getConnectorId(),
                        job.getOrganizationId(),
                        job.getMemberId(),
                        job.getStrategy() == null ? connection.strategy() : ConflictStrategy.valueOf(job.getStrategy()),
                        job.getFence(),
                        history,
                        job.getStartedAt().plus(settings.stuckAfter())),
                null);
    }

    private static long runningHistory(DSLContext tx, SyncJobRecord job) {
        return tx.select(SYNC_HISTORY.ID)
                .from(SYNC_HISTORY)
                .where(SYNC_HISTORY.JOB_ID.eq(job.getId()).and(SYNC_HISTORY.STATUS.eq(RUNNING)))
                .fetchSingle(SYNC_HISTORY.ID);
    }

    /** Its worker is gone: the attempt has failed, and the next one may begin at once, behind the pages that are there. */
    private void takeBack(DSLContext tx, Connection connection, SyncJobRecord job, Instant now) {
        var attempt = new SyncJob(
                job.getId(),
                job.getConnectorId(),
                job.getOrganizationId(),
                job.getMemberId(),
                connection.strategy(),
                job.getFence(),
                runningHistory(tx, job),
                now);
        end(tx, attempt, job, new FailedAttempt("its worker stopped before it had ended", true, null), now, now);
    }

    // ---- ending

    /** The same as {@link #isCurrent} in SQL, for a statement that is not written by jOOQ: takes the job's id and fence. */
    static final String IS_CURRENT = "id = ? and fence = ? and status = '" + RUNNING + "'";

    /** The job that this attempt is still the newest of. */
    static Condition isCurrent(SyncJob job) {
        return SYNC_JOB.ID.eq(job.id()).and(SYNC_JOB.FENCE.eq(job.fence())).and(SYNC_JOB.STATUS.eq(RUNNING));
    }

    /** In the transaction of the caller, who has locked the job. */
    static void complete(DSLContext tx, SyncJob job, Instant at) {
        tx.update(SYNC_JOB)
                .set(SYNC_JOB.STATUS, COMPLETED)
                .set(SYNC_JOB.COMPLETED_AT, at)
                .where(isCurrent(job))
                .execute();
    }

    /**
     * @return whether the job will be tried again; an attempt that was ended before is only answered, and one of a job that
     *     was deleted is not
     */
    boolean fail(SyncJob attempt, FailedAttempt failed, Instant now) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var job = tx.selectFrom(SYNC_JOB)
                    .where(SYNC_JOB.ID.eq(attempt.id()))
                    .forUpdate()
                    .fetchOne();
            if (job == null) {
                return false;
            }
            if (job.getFence() == attempt.fence() && RUNNING.equals(job.getStatus())) {
                var wait = settings.backoff().before(job.getRetryCount());
                FetchedPages.drop(tx, job.getId());
                end(tx, attempt, job, failed, now, now.plus(longer(wait, failed.notBefore())));
            }
            return !FAILED.equals(job.getStatus());
        });
    }

    /** As long as the registry asks for, within {@link #LONGEST_ASKED}. */
    private static Duration longer(Duration wait, @Nullable Duration asked) {
        if (asked == null || asked.compareTo(wait) <= 0) {
            return wait;
        }
        return asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    }

    private static void end(
            DSLContext tx, SyncJob attempt, SyncJobRecord job, FailedAttempt failed, Instant now, Instant retryAt) {
        var again = failed.heals() && job.getRetryCount() < job.getMaxRetries();
        var anotherWaits = again && job.getMemberId() != null && isPending(tx, job);
        job.setError(failed.reason());
        if (again && !anotherWaits) {
            job.setStatus(PENDING);
            job.setRetryCount(job.getRetryCount() + 1);
            job.setNextRetryAt(retryAt);
        } else {
            job.setStatus(FAILED);
            job.setCompletedAt(now);
        }
        job.update();
        tx.update(SYNC_HISTORY)
                .set(SYNC_HISTORY.STATUS, FAILED)
                .set(SYNC_HISTORY.COMPLETED_AT, now)
                .set(SYNC_HISTORY.ERROR, failed.reason())
                .where(SYNC_HISTORY.ID.eq(attempt.historyId()).and(SYNC_HISTORY.STATUS.eq(RUNNING)))
                .execute();
        if (!again) {
            FederationFailures.record(tx, attempt, failed.reason(), now);
        }
    }

    /** The same member was changed again meanwhile, and that sync does the work of this one, too. */
    private static boolean isPending(DSLContext tx, SyncJobRecord job) {
        return tx.fetchExists(
                SYNC_JOB,
                isOf(new QueueId(job.getConnectorId(), job.getOrganizationId()))
                        .and(SYNC_JOB.MEMBER_ID.eq(job.getMemberId()))
                        .and(SYNC_JOB.STATUS.eq(PENDING)));
    }

    private static Condition isDue(Instant now) {
        return SYNC_JOB.STATUS.eq(PENDING).and(SYNC_JOB.NEXT_RETRY_AT.isNull().or(SYNC_JOB.NEXT_RETRY_AT.le(now)));
    }

    private static Condition isOf(QueueId queue) {
        return SYNC_JOB.CONNECTOR_ID.eq(queue.connectorId()).and(SYNC_JOB.ORGANIZATION_ID.eq(queue.organizationId()));
    }
}
