package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.ORGANIZATION;
import static io.plumbline.infra.db.Tables.PLAYER;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.trueCondition;

import io.plumbline.activities.federation.OrganizationFreshness.LastJob;
import io.plumbline.infra.db.tables.SyncJob;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Records;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The connectors and their organisations, and how fresh each is (C2, C10). */
@Component
public final class ConnectedOrganizations {

    private static final SyncJob NEWEST = SYNC_JOB.as("newest");
    private static final Field<Integer> PLAYERS = selectCount()
            .from(PLAYER)
            .where(PLAYER.ORGANIZATION_ID.eq(CONNECTED_ORGANIZATION.ORGANIZATION_ID))
            .and(PLAYER.CONNECTOR_ID.eq(CONNECTED_ORGANIZATION.CONNECTOR_ID))
            .and(PLAYER.ACTIVE)
            .asField("players");
    private static final Field<Integer> OPEN_JOBS =
            selectCount().from(SYNC_JOB).where(theirs(SYNC_JOB), open()).asField("open_jobs");

    private final DSLContext db;

    ConnectedOrganizations(DSLContext db) {
        this.db = db;
    }

    public boolean exists(String organizationId) {
        return db.fetchExists(ORGANIZATION, ORGANIZATION.ID.eq(organizationId));
    }

    /** The worst first: never synced, then the longest since a success; those of connectors that are off at the end. */
    public List<OrganizationFreshness> freshness(OrganizationSelection which, int offset, int limit) {
        return db.select(
                        CONNECTOR.ID,
                        CONNECTOR.NAME,
                        CONNECTOR.ENABLED,
                        ORGANIZATION.ID,
                        ORGANIZATION.NAME,
                        CONNECTED_ORGANIZATION.LAST_SUCCESS_AT,
                        CONNECTED_ORGANIZATION.LAST_ATTEMPT_AT,
                        PLAYERS,
                        OPEN_JOBS,
                        NEWEST.STATUS,
                        NEWEST.RETRY_COUNT,
                        NEWEST.NEXT_RETRY_AT,
                        NEWEST.ERROR)
                .from(organizationsWithNewestJob())
                .where(which.condition())
                .orderBy(
                        CONNECTOR.ENABLED.desc(),
                        CONNECTED_ORGANIZATION.LAST_SUCCESS_AT.asc().nullsFirst(),
                        CONNECTED_ORGANIZATION.CONNECTOR_ID,
                        CONNECTED_ORGANIZATION.ORGANIZATION_ID)
                .offset(offset)
                .limit(limit)
                .fetch(ConnectedOrganizations::row);
    }

    public Optional<OrganizationFreshness> find(String connectorId, String organizationId) {
        return freshness(new OrganizationSelection(List.of(organizationId), connectorId, ""), 0, 1).stream()
                .findFirst();
    }

    public FederationSummary summary(OrganizationSelection which) {
        return db.select(
                        count(),
                        count().filterWhere(failing()),
                        count().filterWhere(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT.isNull()),
                        jobs(which, "running"),
                        jobs(which, "pending"),
                        min(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT),
                        min(coalesce(
                                CONNECTED_ORGANIZATION.LAST_SUCCESS_AT,
                                greatest(ORGANIZATION.CREATED_AT, CONNECTOR.CREATED_AT))))
                .from(organizationsWithNewestJob())
                .where(which.condition())
                .fetchSingle(Records.mapping(FederationSummary::new));
    }

    private static Field<Integer> jobs(OrganizationSelection which, String status) {
        return selectCount()
                .from(SYNC_JOB)
                .join(CONNECTED_ORGANIZATION)
                .on(theirs(SYNC_JOB))
                .join(ORGANIZATION)
                .on(ORGANIZATION.ID.eq(CONNECTED_ORGANIZATION.ORGANIZATION_ID))
                .where(which.condition(), open(), SYNC_JOB.STATUS.eq(status))
                .asField();
    }

    /**
     * The connectors by name.
     *
     * @param only those of these organisations, and these counted; null is all
     */
    public List<ConnectorFreshness> connectors(@Nullable Collection<String> only) {
        var connected = count(CONNECTED_ORGANIZATION.ORGANIZATION_ID);
        return db.select(
                        CONNECTOR.ID,
                        CONNECTOR.NAME,
                        CONNECTOR.ENABLED,
                        CONNECTOR.CONFLICT_STRATEGY,
                        CONNECTOR.LAST_SYNC_AT,
                        connected,
                        count().filterWhere(failing()))
                .from(CONNECTOR)
                .leftJoin(CONNECTED_ORGANIZATION)
                .on(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(CONNECTOR.ID).and(OrganizationSelection.among(only)))
                .leftJoin(newestJob())
                .on(trueCondition())
                .groupBy(CONNECTOR.ID)
                .having(only == null ? trueCondition() : connected.gt(0))
                .orderBy(CONNECTOR.NAME, CONNECTOR.ID)
                .fetch(Records.mapping(ConnectorFreshness::new));
    }

    private static Condition failing() {
        return CONNECTOR.ENABLED.isTrue().and(NEWEST.STATUS.eq("failed"));
    }

    private static Table<?> organizationsWithNewestJob() {
        return CONNECTED_ORGANIZATION
                .join(CONNECTOR)
                .on(CONNECTOR.ID.eq(CONNECTED_ORGANIZATION.CONNECTOR_ID))
                .join(ORGANIZATION)
                .on(ORGANIZATION.ID.eq(CONNECTED_ORGANIZATION.ORGANIZATION_ID))
                .leftJoin(newestJob())
                .on(trueCondition());
    }

    private static Table<?> newestJob() {
        return lateral(selectFrom(SYNC_JOB)
                        .where(theirs(SYNC_JOB), SYNC_JOB.MEMBER_ID.isNull())
                        .orderBy(SYNC_JOB.ID.desc())
                        .limit(1))
                .as(NEWEST);
    }

    private static Condition theirs(SyncJob job) {
        return job.CONNECTOR_ID
                .eq(CONNECTED_ORGANIZATION.CONNECTOR_ID)
                .and(job.ORGANIZATION_ID.eq(CONNECTED_ORGANIZATION.ORGANIZATION_ID));
    }

    /** In the words of the index of open jobs. */
    static Condition open() {
        return SYNC_JOB.STATUS.in("pending", "running");
    }

    private static OrganizationFreshness row(Record row) {
        var status = row.get(NEWEST.STATUS);
        return new OrganizationFreshness(
                row.get(CONNECTOR.ID),
                row.get(CONNECTOR.NAME),
                row.get(CONNECTOR.ENABLED),
                row.get(ORGANIZATION.ID),
                row.get(ORGANIZATION.NAME),
                row.get(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT),
                row.get(CONNECTED_ORGANIZATION.LAST_ATTEMPT_AT),
                row.get(PLAYERS),
                row.get(OPEN_JOBS),
                status == null
                        ? null
                        : new LastJob(
                                status,
                                row.get(NEWEST.RETRY_COUNT),
                                row.get(NEWEST.NEXT_RETRY_AT),
                                row.get(NEWEST.ERROR)));
    }
}
