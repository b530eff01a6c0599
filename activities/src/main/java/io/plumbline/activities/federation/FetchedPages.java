package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.FETCHED_MEMBERS;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;

import io.plumbline.activities.database.SetStatement;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.run.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** What was fetched and is not applied yet. A fetch goes on behind the pages that are there (C3). */
@Component
final class FetchedPages {

    private static final int READ_AT_A_TIME = 40;
    private static final String KEEP = """
            insert into fetched_members (job_id, page, total_pages, members)
            select id, ?, ?, ? from sync_job where %s
            on conflict do nothing""".formatted(SyncQueue.IS_CURRENT);
    private static final String READ =
            "select members from fetched_members where job_id = ? and page > ? order by page limit ?";

    private final DSLContext db;
    private final MemberCodec codec = new MemberCodec();

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
        return tx.select(
                        count(),
                        min(FETCHED_MEMBERS.TOTAL_PAGES),
                        max(FETCHED_MEMBERS.TOTAL_PAGES),
                        max(FETCHED_MEMBERS.PAGE))
                .from(FETCHED_MEMBERS)
                .where(FETCHED_MEMBERS.JOB_ID.eq(jobId))
                // one page without those before it is of a worker that came too late
                .fetchSingle(row -> row.value1() == 0 || row.value4() > row.value1()
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
        var kept = SetStatement.execute(
                db, KEEP, page.page(), page.totalPages(), codec.write(page.members()), job.id(), job.fence());
        if (kept == 0) {
            requireCurrent(job);
        }
    }

    /** All of them, in the order of the pages. */
    List<Member> members(DSLContext tx, long jobId) {
        var members = new ArrayList<Member>();
        var read = 0;
        List<byte[]> pages;
        do { // not by one cursor: of a statement that is repeated, the driver takes bytes as bytes
            pages = SetStatement.query(tx, READ, page -> page.getBytes(1), jobId, read, READ_AT_A_TIME);
            pages.parallelStream().map(codec::read).forEachOrdered(members::addAll);
            read += pages.size();
        } while (pages.size() == READ_AT_A_TIME);
        return members;
    }

    static void drop(DSLContext tx, long jobId) {
        tx.deleteFrom(FETCHED_MEMBERS).where(FETCHED_MEMBERS.JOB_ID.eq(jobId)).execute();
    }

    /** Those of jobs that are gone. */
    static void dropForgotten(DSLContext db) {
        db.deleteFrom(FETCHED_MEMBERS)
                .where(notExists(select(SYNC_JOB.ID).from(SYNC_JOB).where(SYNC_JOB.ID.eq(FETCHED_MEMBERS.JOB_ID))))
                .execute();
    }

    void requireCurrent(SyncJob job) {
        if (!db.fetchExists(select(SYNC_JOB.ID).from(SYNC_JOB).where(SyncQueue.isCurrent(job)))) {
            throw Rejected.because("Another worker has taken this job over.");
        }
    }
}
