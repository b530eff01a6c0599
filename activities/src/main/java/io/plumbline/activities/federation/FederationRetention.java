package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.SYNC_CHANGE;
import static io.plumbline.infra.db.Tables.SYNC_CONFLICT;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.util.Collection;
import org.jooq.DSLContext;
import org.jooq.TableField;
import org.springframework.stereotype.Component;

/**
 * Drops what is older than it need be kept (E9): the oldest first, a bounded number in each transaction, and a bounded
 * number of these, so that nothing waits for a large delete. What is left over is for the next time.
 */
@Component
public final class FederationRetention {

    private static final int ROWS = 10_000;
    private static final int SYNCS = 500;
    private static final int BATCHES = 20;

    private final DSLContext db;

    FederationRetention(DSLContext db) {
        this.db = db;
    }

    /**
     * Jobs that have ended before then. One that is open is kept, whatever its age.
     *
     * @return how many were dropped
     */
    public int dropJobs(Instant endedBefore) {
        int dropped = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            var now = db.deleteFrom(SYNC_JOB)
                    .where(SYNC_JOB.ID.in(select(SYNC_JOB.ID)
                            .from(SYNC_JOB)
                            .where(SYNC_JOB.COMPLETED_AT.lt(endedBefore))
                            .and(SYNC_JOB.STATUS.in("completed", "failed"))
                            .orderBy(SYNC_JOB.COMPLETED_AT)
                            .limit(ROWS)))
                    .execute();
            dropped += now;
            if (now < ROWS) {
                break;
            }
        }
        FetchedPages.dropForgotten(db);
        return dropped;
    }

    /**
     * Syncs that started before then, with their changes and conflicts. One that is running is kept, whatever its age.
     *
     * @return how many syncs were dropped
     */
    public int dropHistory(Instant startedBefore) {
        int dropped = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            var syncs = db.select(SYNC_HISTORY.ID)
                    .from(SYNC_HISTORY)
                    .where(SYNC_HISTORY.STARTED_AT.lt(startedBefore).and(SYNC_HISTORY.STATUS.ne("running")))
                    .orderBy(SYNC_HISTORY.STARTED_AT)
                    .limit(SYNCS)
                    .fetch(SYNC_HISTORY.ID);
            if (syncs.isEmpty()) {
                break;
            }
            if (emptied(syncs)) {
                dropped += db.deleteFrom(SYNC_HISTORY)
                        .where(SYNC_HISTORY.ID.in(syncs))
                        .execute();
            }
        }
        return dropped;
    }

    /** Their rows go first: a sync may have some hundred thousand, too many for one cascade. */
    private boolean emptied(Collection<Long> syncs) {
        return delete(syncs, SYNC_CHANGE.HISTORY_ID, SYNC_CHANGE.ID) < ROWS
                && delete(syncs, SYNC_CONFLICT.HISTORY_ID, SYNC_CONFLICT.ID) < ROWS;
    }

    /** By both columns, of which the tables have an index. */
    private int delete(Collection<Long> syncs, TableField<?, Long> history, TableField<?, Long> id) {
        return db.deleteFrom(id.getTable())
                .where(row(history, id)
                        .in(select(history, id)
                                .from(id.getTable())
                                .where(history.in(syncs))
                                .orderBy(history, id)
                                .limit(ROWS)))
                .execute();
    }
}
