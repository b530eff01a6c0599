package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.FETCHED_PAGE;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.run.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What was fetched and is not applied yet. A fetch goes on behind the pages that are there (C3). */
@Component
final class FetchedPages {

    private static final TypeReference<List<Member>> MEMBERS = new TypeReference<>() {};

    private final DSLContext db;
    private final JsonMapper json = JsonMapper.shared();

    FetchedPages(DSLContext db) {
        this.db = db;
    }

    /**
     * How far a fetch has come.
     *
     * @param leastTotal and mostTotal differ where the registry's list grew or shrank while it was read
     */
    record Progress(int pages, int leastTotal, int mostTotal) {

        boolean isComplete() {
            return pages > 0 && leastTotal == mostTotal && pages >= mostTotal;
        }
    }

    Progress progress(DSLContext tx, long jobId) {
        return tx.select(count(), min(FETCHED_PAGE.TOTAL_PAGES), max(FETCHED_PAGE.TOTAL_PAGES))
                .from(FETCHED_PAGE)
                .where(FETCHED_PAGE.JOB_ID.eq(jobId))
                .fetchSingle(row -> row.value1() == 0
                        ? new Progress(0, 0, 0)
                        : new Progress(row.value1(), row.value2(), row.value3()));
    }

    Progress progress(long jobId) {
        return progress(db, jobId);
    }

    /**
     * Keeps a page, unless it is there.
     *
     * @throws io.temporal.failure.ApplicationFailure {@link Rejected} when a newer attempt has begun
     */
    void keep(SyncJob job, MemberPage page) {
        var kept = db.insertInto(FETCHED_PAGE)
                .columns(FETCHED_PAGE.JOB_ID, FETCHED_PAGE.PAGE, FETCHED_PAGE.TOTAL_PAGES, FETCHED_PAGE.MEMBERS)
                .select(select(
                                SYNC_JOB.ID,
                                val(page.page()),
                                val(page.totalPages()),
                                val(JSON.valueOf(json.writeValueAsString(page.members())), FETCHED_PAGE.MEMBERS))
                        .from(SYNC_JOB)
                        .where(SyncQueue.isCurrent(job)))
                .onConflictDoNothing()
                .execute();
        if (kept == 0) {
            requireCurrent(job);
        }
    }

    /** All of them, in the order of the pages. */
    List<Member> members(DSLContext tx, long jobId) {
        var members = new ArrayList<Member>();
        try (var pages = tx.select(FETCHED_PAGE.MEMBERS)
                .from(FETCHED_PAGE)
                .where(FETCHED_PAGE.JOB_ID.eq(jobId))
                .orderBy(FETCHED_PAGE.PAGE)
                .fetchSize(10)
                .fetchLazy()) {
            pages.forEach(page -> members.addAll(json.readValue(page.value1().data(), MEMBERS)));
        }
        return members;
    }

    static void drop(DSLContext tx, long jobId) {
        tx.deleteFrom(FETCHED_PAGE).where(FETCHED_PAGE.JOB_ID.eq(jobId)).execute();
    }

    void requireCurrent(SyncJob job) {
        if (!db.fetchExists(select(SYNC_JOB.ID).from(SYNC_JOB).where(SyncQueue.isCurrent(job)))) {
            throw Rejected.because("Another worker has taken this job over.");
        }
    }
}
