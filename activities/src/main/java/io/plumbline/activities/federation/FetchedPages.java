package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.FETCHED_MEMBERS;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static java.util.stream.Collectors.toMap;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.plumbline.activities.database.SetStatement;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.run.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/**
 * What was fetched and is not applied yet. A fetch goes on behind the pages that are there (C3). What this worker has kept
 * itself a moment ago, and is there still, need not be read again.
 */
@Component
final class FetchedPages {

    private static final int READ_AT_A_TIME = 40;
    private static final int REMEMBERED_MEMBERS = 100_000; // of all jobs together, some 60 MB
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(5);
    private static final String KEEP = """
            insert into fetched_members (job_id, page, total_pages, members)
            select id, ?, ?, ? from sync_job where %s
            on conflict do nothing returning xmin::text""".formatted(SyncQueue.IS_CURRENT);
    private static final String THERE = "select page, xmin::text from fetched_members where job_id = ? order by page";
    // not by one cursor: of a statement that is repeated, the driver takes bytes as bytes
    private static final String READ =
            "select page, members from fetched_members where job_id = ? and page = any (?) order by page";

    private final Cache<PageId, Remembered> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_MEMBERS)
            .weigher((PageId page, Remembered kept) -> kept.members().size())
            .expireAfterWrite(REMEMBERED_FOR)
            .scheduler(Scheduler.systemScheduler())
            .build();
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

    private record PageId(long jobId, int page) {}

    /** @param version of its row: another one has another, also after a crash of the database, which forgets the rows */
    private record Remembered(String version, List<Member> members) {}

    /**
     * Keeps a page, unless it is there.
     *
     * @throws io.temporal.failure.ApplicationFailure {@link Rejected} when a newer attempt has begun
     */
    void keep(SyncJob job, MemberPage page) {
        var version = SetStatement.query(
                db,
                KEEP,
                row -> row.getString(1),
                page.page(),
                page.totalPages(),
                codec.write(page.members()),
                job.id(),
                job.fence());
        if (version.isEmpty()) {
            requireCurrent(job);
        } else {
            remembered.put(new PageId(job.id(), page.page()), new Remembered(version.get(0), page.members()));
        }
    }

    /** All of them, in the order of the pages. */
    List<Member> members(DSLContext tx, long jobId) {
        var pages = new TreeMap<Integer, List<Member>>();
        var others = new ArrayList<Long>();
        SetStatement.each(
                tx,
                THERE,
                row -> {
                    var page = row.getInt(1);
                    var kept = remembered.asMap().remove(new PageId(jobId, page));
                    if (kept != null && kept.version().equals(row.getString(2))) {
                        pages.put(page, kept.members());
                    } else {
                        others.add((long) page);
                    }
                },
                jobId);
        Players.parts(others, READ_AT_A_TIME).forEach(part -> pages.putAll(read(tx, jobId, part)));
        return pages.values().stream().flatMap(List::stream).toList();
    }

    private Map<Integer, List<Member>> read(DSLContext tx, long jobId, List<Long> pages) {
        return SetStatement.query(
                        tx, READ, row -> Map.entry(row.getInt(1), row.getBytes(2)), jobId, pages.toArray(Long[]::new))
                .parallelStream()
                .collect(toMap(Map.Entry::getKey, page -> codec.read(page.getValue())));
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
