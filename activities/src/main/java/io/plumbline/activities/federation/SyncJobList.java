package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.ConnectedOrganizations.open;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.not;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Records;
import org.jooq.SortField;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The queue, as people see it (C15). */
@Component
public final class SyncJobList {

    private static final int MOST_OPEN = 1_000;

    private final DSLContext db;

    SyncJobList(DSLContext db) {
        this.db = db;
    }

    /**
     * @param connectorId null is all connectors of the organisation
     * @param ended how many of those that have ended
     */
    public QueueStatus queue(String organizationId, @Nullable String connectorId, int ended) {
        var theirs = SYNC_JOB.ORGANIZATION_ID
                .eq(organizationId)
                .and(connectorId == null ? noCondition() : SYNC_JOB.CONNECTOR_ID.eq(connectorId));
        var counts = db.select(
                        count().filterWhere(SYNC_JOB.STATUS.eq("running")),
                        count().filterWhere(SYNC_JOB.STATUS.eq("pending")))
                .from(SYNC_JOB)
                .where(theirs, open())
                .fetchSingle();
        var jobs = Stream.concat(
                list(theirs.and(open()), MOST_OPEN, SYNC_JOB.STATUS.desc(), SYNC_JOB.ID.asc()).stream(),
                list(theirs.and(not(open())), ended, SYNC_JOB.ID.desc()).stream());
        return new QueueStatus(organizationId, counts.value1(), counts.value2(), jobs.toList());
    }

    /** Since when the job waits that has waited longest, in any queue, not counting the wait before a retry. */
    public Optional<Instant> oldestDue(Instant now) {
        var due = coalesce(SYNC_JOB.NEXT_RETRY_AT, SYNC_JOB.CREATED_AT);
        return db.select(min(due))
                .from(SYNC_JOB)
                .where(open(), SYNC_JOB.STATUS.eq("pending"), due.le(now))
                .fetchOptional(0, Instant.class);
    }

    private List<SyncJobRow> list(Condition which, int limit, SortField<?>... order) {
        return db.select(
                        SYNC_JOB.ID,
                        SYNC_JOB.CONNECTOR_ID,
                        SYNC_JOB.MEMBER_ID,
                        SYNC_JOB.TRIGGER,
                        SYNC_JOB.STRATEGY,
                        SYNC_JOB.STATUS,
                        SYNC_JOB.RETRY_COUNT,
                        SYNC_JOB.MAX_RETRIES,
                        SYNC_JOB.NEXT_RETRY_AT,
                        SYNC_JOB.STARTED_AT,
                        SYNC_JOB.COMPLETED_AT,
                        SYNC_JOB.CREATED_AT,
                        SYNC_JOB.ERROR)
                .from(SYNC_JOB)
                .where(which)
                .orderBy(order)
                .limit(limit)
                .fetch(Records.mapping(SyncJobRow::new));
    }
}
