package io.plumbline.activities.products;

import static io.plumbline.infra.db.Tables.PRODUCT;
import static io.plumbline.infra.db.Tables.SYNC_PAGE;
import static io.plumbline.infra.db.Tables.SYNC_SESSION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;

import io.plumbline.infra.db.tables.records.SyncSessionRecord;
import io.plumbline.workflows.run.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The table of runs, one row for each (D5). Only one of them runs: the database sees to it. */
@Component
public final class SyncSessionRepository {

    static final String PRODUCTS = "products";

    private static final String RUNNING = "running";
    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";

    private final DSLContext db;

    SyncSessionRepository(DSLContext db) {
        this.db = db;
    }

    /** The newest first. */
    public List<SyncSession> newest(int limit) {
        return db.selectFrom(SYNC_SESSION)
                .where(SYNC_SESSION.SYNC_TYPE.eq(PRODUCTS))
                .orderBy(SYNC_SESSION.ID.desc())
                .limit(limit)
                .fetch(SyncSessionRepository::session);
    }

    /** How many products there are. */
    public int products() {
        return products(db);
    }

    static int products(DSLContext tx) {
        return tx.fetchCount(PRODUCT, PRODUCT.DELETED_AT.isNull());
    }

    /** Sessions that run are in neither the rate nor the average, and how long a failure took tells nothing (D6). */
    public SyncSummary summary() {
        return db.fetchSingle("""
                        select count(*)::int, count(*) filter (where status = 'completed')::int,
                               count(*) filter (where status = 'failed')::int,
                               coalesce(round(avg(extract(epoch from completed_at - started_at))
                                 filter (where status = 'completed') * 1000), 0)::bigint,
                               (array_agg(started_at order by id desc))[1], (array_agg(status order by id desc))[1]
                        from sync_session where sync_type = ?""", PRODUCTS)
                .map(row -> new SyncSummary(
                        row.get(0, int.class),
                        row.get(1, int.class),
                        row.get(2, int.class),
                        Duration.ofMillis(row.get(3, long.class)),
                        row.get(4, Instant.class),
                        row.get(5, String.class)));
    }

    /** When the last completed run ended; where there was none, when the first one began. */
    public Optional<Instant> lastGoodRun() {
        return Optional.ofNullable(db.select(coalesce(
                        max(SYNC_SESSION.COMPLETED_AT).filterWhere(SYNC_SESSION.STATUS.eq(COMPLETED)),
                        min(SYNC_SESSION.STARTED_AT)))
                .from(SYNC_SESSION)
                .where(SYNC_SESSION.SYNC_TYPE.eq(PRODUCTS))
                .fetchSingle()
                .value1());
    }

    /**
     * The newest one is always kept.
     *
     * @return how many were deleted
     */
    public int deleteBefore(Instant instant) {
        return db.deleteFrom(SYNC_SESSION)
                .where(SYNC_SESSION.COMPLETED_AT.lt(instant))
                .and(SYNC_SESSION.ID.lt(select(max(SYNC_SESSION.ID)).from(SYNC_SESSION)))
                .execute();
    }

    static @Nullable Long running(DSLContext tx) {
        return tx.select(SYNC_SESSION.ID)
                .from(SYNC_SESSION)
                .where(SYNC_SESSION.SYNC_TYPE.eq(PRODUCTS).and(SYNC_SESSION.STATUS.eq(RUNNING)))
                .fetchOne(SYNC_SESSION.ID);
    }

    /** @return null when another one is running */
    static @Nullable Long begin(DSLContext tx, @Nullable String requestedBy, String key, Instant now) {
        return tx.insertInto(SYNC_SESSION)
                .set(SYNC_SESSION.SYNC_TYPE, PRODUCTS)
                .set(SYNC_SESSION.SYNC_MODE, requestedBy == null ? "auto" : "manual")
                .set(SYNC_SESSION.REQUESTED_BY, requestedBy)
                .set(SYNC_SESSION.STARTED_AT, now)
                .set(SYNC_SESSION.PRODUCTS_BEFORE, products(tx))
                .set(SYNC_SESSION.BEGIN_KEY, key)
                .onConflictDoNothing()
                .returning(SYNC_SESSION.ID)
                .fetchOne(SYNC_SESSION.ID);
    }

    static Optional<Long> begunBy(DSLContext tx, String key) {
        return tx.select(SYNC_SESSION.ID)
                .from(SYNC_SESSION)
                .where(SYNC_SESSION.BEGIN_KEY.eq(key).and(SYNC_SESSION.STATUS.eq(RUNNING)))
                .fetchOptional(SYNC_SESSION.ID);
    }

    /** A new reader of the feed: from now on, those that came before write nothing any more. */
    static SyncSessionRecord newReader(DSLContext tx, long id) {
        var session = lockRunning(tx, id);
        session.setFence(session.getFence() + 1);
        session.update();
        return session;
    }

    /** Locks a session that runs. */
    static SyncSessionRecord lockRunning(DSLContext tx, long id) {
        var session = lock(tx, id);
        requireRunning(id, session.getStatus());
        return session;
    }

    static void requireRunning(long id, String status) {
        if (!RUNNING.equals(status)) {
            throw Rejected.because("Session " + id + " has ended already, as " + status);
        }
    }

    static RuntimeException unknown(long id) {
        return Rejected.because("There is no session " + id);
    }

    static SyncSessionRecord lock(DSLContext tx, long id) {
        return find(tx, id).orElseThrow(() -> unknown(id));
    }

    /** Locks it, if it is there. */
    static Optional<SyncSessionRecord> find(DSLContext tx, long id) {
        return tx.selectFrom(SYNC_SESSION)
                .where(SYNC_SESSION.ID.eq(id))
                .forUpdate()
                .fetchOptional();
    }

    static boolean isCompleted(SyncSessionRecord session) {
        return COMPLETED.equals(session.getStatus());
    }

    static void complete(DSLContext tx, SyncSessionRecord session, int deleted, @Nullable String note, Instant now) {
        session.setItemsDeleted(deleted);
        session.setNote(note);
        end(tx, session, COMPLETED, now);
    }

    static void fail(DSLContext tx, SyncSessionRecord session, String error, Instant now) {
        session.setErrorMessage(error);
        session.setNote("Nothing was deleted: "
                + (session.getTotalPages() == 0
                        ? "no page of the feed was read"
                        : session.getPagesProcessed() + " of " + session.getTotalPages()
                                + " pages of the feed were read"));
        end(tx, session, FAILED, now);
    }

    private static void end(DSLContext tx, SyncSessionRecord session, String status, Instant now) {
        session.setStatus(status);
        session.setCompletedAt(now);
        session.update();
        tx.deleteFrom(SYNC_PAGE).where(SYNC_PAGE.SESSION_ID.eq(session.getId())).execute();
    }

    private static SyncSession session(SyncSessionRecord row) {
        return new SyncSession(
                row.getId(),
                row.getSyncType(),
                row.getSyncMode(),
                row.getRequestedBy(),
                row.getStartedAt(),
                row.getCompletedAt(),
                row.getStatus(),
                row.getTotalPages(),
                row.getPagesProcessed(),
                row.getItemsProcessed(),
                row.getItemsCreated(),
                row.getItemsUpdated(),
                row.getItemsUnchanged(),
                row.getItemsDeleted(),
                row.getItemsSetAside(),
                row.getErrorMessage(),
                row.getNote());
    }
}
