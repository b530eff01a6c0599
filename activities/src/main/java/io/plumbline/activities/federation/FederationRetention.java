package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.SYNC_CHANGE;
import static io.plumbline.infra.db.Tables.SYNC_CONFLICT;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.util.Collection;
import org.jooq.Condition;
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
            var now = delete(
                    SYNC_JOB.ID,
                    SYNC_JOB.COMPLETED_AT.lt(endedBefore).and(SYNC_JOB.STATUS.in("completed", "failed")),
                    SYNC_JOB.COMPLETED_AT);
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
        return delete(SYNC_CHANGE.ID, SYNC_CHANGE.HISTORY_ID.in(syncs), SYNC_CHANGE.ID) < ROWS
                && delete(SYNC_CONFLICT.ID, SYNC_CONFLICT.HISTORY_ID.in(syncs), SYNC_CONFLICT.ID) < ROWS;
    }

    private int delete(TableField<?, Long> id, Condition which, TableField<?, ?> order) {
        return db.deleteFrom(id.getTable())
                .where(id.in(select(id)
                        .from(id.getTable())
                        .where(which)
                        .orderBy(order)
                        .limit(ROWS)))
                .execute();
    }
}
