package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.SYNC_HISTORY;

import io.plumbline.activities.federation.SyncQueue.AllPlacesTaken;
import io.plumbline.activities.federation.SyncQueue.QueueId;
import io.plumbline.activities.http.ReadAhead;
import io.plumbline.workflows.federation.Claim;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.FailedAttempt;
import io.plumbline.workflows.federation.FederationActivities;
import io.plumbline.workflows.federation.FetchedMembers;
import io.plumbline.workflows.federation.MemberChange;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.federation.SyncStats;
import io.plumbline.workflows.run.Trigger;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

@Component
final class FederationActivitiesImpl implements FederationActivities {

    private static final Logger log = LoggerFactory.getLogger(FederationActivitiesImpl.class);

    private final DSLContext db;
    private final SyncQueue queue;
    private final FetchedPages pages;
    private final MemberSource source;
    private final MemberSync sync;
    private final OrganizationSyncs organizations;
    private final FederationMetrics metrics;
    private final FederationSettings settings;
    private final InstantSource clock;

    FederationActivitiesImpl(
            DSLContext db,
            SyncQueue queue,
            FetchedPages pages,
            MemberSource source,
            MemberSync sync,
            OrganizationSyncs organizations,
            FederationMetrics metrics,
            FederationSettings settings,
            InstantSource clock) {
        this.db = db;
        this.queue = queue;
        this.pages = pages;
        this.source = source;
        this.sync = sync;
        this.organizations = organizations;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Instant nextNight(Instant after) {
        return settings.schedule().nextAfter(after);
    }

    @Override
    public int queueEveryOrganization(Instant now) {
        return queue.addEvery(Trigger.scheduled, null, now);
    }

    @Override
    public int startQueuedOrganizations() {
        var context = Activity.getExecutionContext();
        var before = progress(context);
        var started = new AtomicInteger(before.started());
        queue.eachPageWithWork(
                before.last(),
                clock.instant(),
                page -> page.forEach(organization -> {
                    organizations.wake(organization);
                    context.heartbeat(new NightProgress(started.incrementAndGet(), organization));
                }));
        return started.get();
    }

    /**
     * How far the night is started.
     *
     * @param last null at the begin
     */
    record NightProgress(int started, @Nullable QueueId last) {}

    private static NightProgress progress(ActivityExecutionContext context) {
        var begin = new NightProgress(0, null);
        try {
            return context.getHeartbeatDetails(NightProgress.class).orElse(begin);
        } catch (DataConverterException e) { // a worker of the release before tells a number
            return begin;
        }
    }

    @Override
    public void queueOrganization(
            String connectorId,
            String organizationId,
            @Nullable ConflictStrategy strategy,
            Trigger trigger,
            Instant now) {
        Connections.require(db, connectorId, organizationId);
        queue.addOrganization(new QueueId(connectorId, organizationId), strategy, trigger, null, now);
    }

    @Override
    public void queueMember(String connectorId, String organizationId, MemberChange change, Instant now) {
        var connection = Connections.require(db, connectorId, organizationId);
        if (change.memberId() == null
                || change.memberId().isBlank()
                || change.memberId().indexOf('\0') >= 0) {
            log.warn("{}/{}: a change without a member was ignored", connectorId, organizationId);
            return;
        }
        if (connection.enabled()) {
            queue.addMember(new QueueId(connectorId, organizationId), change.memberId(), now);
        }
    }

    @Override
    public Claim claimNextJob(String connectorId, String organizationId, Instant asked) {
        var info = Activity.getExecutionContext().getInfo();
        var now =
                Instant.ofEpochMilli(info.getStartedTimestamp()); // the engine's clock, as the deadline is the engine's
        try {
            return queue.claim(new QueueId(connectorId, organizationId), info.getWorkflowId(), info.getRunId(), now);
        } catch (AllPlacesTaken e) {
            throw ApplicationFailure.newFailure(e.getMessage(), "AllPlacesTaken");
        }
    }

    @Override
    public FetchedMembers fetchMembers(SyncJob job) {
        var context = Activity.getExecutionContext();
        var connection = Connections.require(db, job.connectorId(), job.organizationId());
        Runnable signOfLife = () -> context.heartbeat(job.id());
        if (job.memberId() != null) {
            return fetchOne(job, connection, job.memberId(), signOfLife);
        }
        return fetchAll(job, connection, signOfLife);
    }

    /** One page is read while the one before it is kept. */
    private FetchedMembers fetchAll(SyncJob job, Connection connection, Runnable signOfLife) {
        var progress = pages.progress(job.id());
        var page = progress.pages();
        var total = Math.max(progress.mostTotal(), 1);
        var members = 0;
        pages.requireCurrent(job);
        if (page >= total) {
            return new FetchedMembers(page, members);
        }
        try (var ahead = new ReadAhead<>(number -> source.page(connection, number, signOfLife))) {
            var coming = ahead.read(page + 1);
            do {
                var fetched = coming.get();
                page++;
                total = Math.max(fetched.totalPages(), 1);
                if (page < total) {
                    coming = ahead.read(page + 1);
                }
                pages.keep(job, fetched);
                members += fetched.members().size();
            } while (page < total);
        }
        return new FetchedMembers(page, members);
    }

    private FetchedMembers fetchOne(SyncJob job, Connection connection, String memberId, Runnable signOfLife) {
        pages.requireCurrent(job);
        var found = source.member(connection, memberId, signOfLife).stream().toList();
        pages.keep(job, new MemberPage(found, 1, 1));
        return new FetchedMembers(1, found.size());
    }

    @Override
    public SyncStats applyMembers(SyncJob job, Instant now) {
        var stats = apply(job, now);
        log.info("{}/{}: {}", job.connectorId(), job.organizationId(), stats.sentence());
        metrics.completed(stats, took(job, now));
        return stats;
    }

    @Override
    public boolean recordFailedAttempt(SyncJob job, FailedAttempt failed, Instant now) {
        var again = queue.fail(job, failed, now);
        metrics.failed(again);
        log.warn(
                "{}/{}: {}{}",
                job.connectorId(),
                job.organizationId(),
                failed.reason(),
                again ? "; it is tried again" : "; it was given up");
        return again;
    }

    private SyncStats apply(SyncJob job, Instant now) {
        try (var signs = SignsOfLife.of(Activity.getExecutionContext())) {
            return sync.apply(job, now);
        }
    }

    private Duration took(SyncJob job, Instant now) {
        return db.select(SYNC_HISTORY.STARTED_AT)
                .from(SYNC_HISTORY)
                .where(SYNC_HISTORY.ID.eq(job.historyId()))
                .fetchOptional(SYNC_HISTORY.STARTED_AT)
                .map(began -> Duration.between(began, now))
                .orElse(Duration.ZERO);
    }
}
