package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.ORGANIZATION;
import static io.plumbline.infra.db.Tables.PLAYER;

import io.plumbline.activities.federation.SyncQueue.QueueId;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.infra.db.tables.records.PlayerRecord;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.FailedAttempt;
import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.federation.SyncStats;
import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/** The hands of federation, put together without Spring, and organisations to try them on. */
final class Federation {

    static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
    static final String CONNECTOR_ID = "registry";

    final DSLContext db;
    final FederationSettings settings;
    final SyncQueue queue;
    final FetchedPages pages;
    final MemberSource source;
    final MemberSync sync;
    final FederationPreview preview;

    Federation(DSLContext db) {
        this(db, settings());
    }

    Federation(DSLContext db, FederationSettings settings) {
        this(db, settings, http(settings));
    }

    Federation(DSLContext db, FederationSettings settings, MemberSource source) {
        this.db = db;
        this.settings = settings;
        this.source = source;
        queue = new SyncQueue(db, settings);
        pages = new FetchedPages(db);
        sync = new MemberSync(db, pages, settings);
        preview = new FederationPreview(db, source, settings);
    }

    static MemberSource http(FederationSettings settings) {
        return new HttpMemberSource(new MemberReader(), Secrets.withoutKey(), settings, InstantSource.fixed(NOW));
    }

    static FederationSettings settings() {
        return settings(5, Duration.ofSeconds(2));
    }

    static FederationSettings settings(int atATime, Duration waitAtMost) {
        return settings("0 2 * * *", "UTC", atATime, waitAtMost);
    }

    static FederationSettings settings(String cron, String zone, int atATime, Duration waitAtMost) {
        return new FederationSettings(
                cron,
                zone,
                atATime,
                3,
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                10,
                0.10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                waitAtMost,
                1_000_000);
    }

    static QueueId club(String id) {
        return new QueueId(CONNECTOR_ID, id);
    }

    void connector(String url) {
        db.insertInto(CONNECTOR)
                .set(CONNECTOR.ID, CONNECTOR_ID)
                .set(CONNECTOR.BASE_URL, url)
                .set(CONNECTOR.AUTH_TOKEN, Registry.TOKEN)
                .execute();
    }

    void organization(String id) {
        db.insertInto(ORGANIZATION)
                .set(ORGANIZATION.ID, id)
                .set(ORGANIZATION.REGION, "IE")
                .set(ORGANIZATION.ADMIN_EMAILS, new String[] {"admin@" + id + ".example"})
                .execute();
        db.insertInto(CONNECTED_ORGANIZATION)
                .set(CONNECTED_ORGANIZATION.CONNECTOR_ID, CONNECTOR_ID)
                .set(CONNECTED_ORGANIZATION.ORGANIZATION_ID, id)
                .set(CONNECTED_ORGANIZATION.FEDERATION_ORG_ID, "org-" + id)
                .execute();
    }

    /** Asks for a sync of the club and takes it, as a workflow with this run id would. */
    SyncJob take(String club, String runId, Instant now) {
        return take(club, null, runId, now);
    }

    SyncJob take(String club, ConflictStrategy strategy, String runId, Instant now) {
        queue.addOrganization(club(club), strategy, Trigger.manual, null, now);
        return queue.claim(club(club), "federation/registry/" + club, runId, now)
                .job();
    }

    /** Fetches all pages that are not there yet. */
    void fetch(SyncJob job) {
        var connection = Connections.require(db, job.connectorId(), job.organizationId());
        if (job.memberId() != null) {
            pages.keep(
                    job,
                    new MemberPage(
                            source.member(connection, job.memberId(), () -> {}).stream()
                                    .toList(),
                            1,
                            1));
            return;
        }
        var page = pages.progress(job.id()).pages();
        var total = Math.max(pages.progress(job.id()).mostTotal(), 1);
        while (page < total) {
            var fetched = source.page(connection, page + 1, () -> {});
            pages.keep(job, fetched);
            total = Math.max(fetched.totalPages(), 1);
            page++;
        }
    }

    /** One whole sync. */
    SyncStats sync(String club, Instant now) {
        return sync(club, null, now);
    }

    SyncStats sync(String club, ConflictStrategy strategy, Instant now) {
        var job = take(club, strategy, "run-" + now, now);
        fetch(job);
        return sync.apply(job, now);
    }

    PlayerRecord player(String club, String member) {
        return db.fetchSingle(PLAYER, PLAYER.ORGANIZATION_ID.eq(club).and(PLAYER.EXTERNAL_ID.eq(member)));
    }

    void edit(String club, String member, String column, String value, String by) {
        db.execute(
                "update player set " + column + " = ?, modified_by = ?, updated_at = now() "
                        + "where organization_id = ? and external_id = ?",
                value,
                by,
                club,
                member);
    }

    boolean fail(SyncJob job, String reason, boolean heals, Instant now) {
        return queue.fail(job, new FailedAttempt(reason, heals, null), now);
    }

    List<Map<String, Object>> rows(String query) {
        return db.fetch(query).intoMaps();
    }

    static RuntimeException notNow(String reason) {
        return FederationAnswer.notNow(reason, null);
    }
}
