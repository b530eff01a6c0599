package io.plumbline.activities.failures;

import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonbObject;
import static org.jooq.impl.DSL.key;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.val;

import io.plumbline.activities.database.Slice;
import io.plumbline.infra.db.tables.records.SyncFailureRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record1;
import org.jooq.Records;
import org.jooq.Select;
import org.jooq.UpdateConditionStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The inbox of what could not be done (B12, B13). */
@Component
public final class SyncFailureRepository {

    private final DSLContext db;

    SyncFailureRepository(DSLContext db) {
        this.db = db;
    }

    /**
     * What failed.
     *
     * @param source the sync, like {@code reconcile}
     * @param workspaceId null when it is not about one workspace
     * @param contactPhone null when it is not about one contact
     * @param error the reason in plain words, without secrets
     * @param attemptKey tells attempts apart, so that one that is recorded twice counts once
     */
    public record Failed(
            String source,
            @Nullable String workspaceId,
            @Nullable String contactPhone,
            String error,
            String attemptKey) {}

    /** Adds a failure, or counts one more attempt of the one that is open. In the transaction of the caller. */
    public static void addOrCount(DSLContext tx, Failed failed, Instant now) {
        tx.insertInto(SYNC_FAILURE)
                .set(SYNC_FAILURE.SOURCE, failed.source())
                .set(SYNC_FAILURE.WORKSPACE_ID, failed.workspaceId())
                .set(SYNC_FAILURE.CONTACT_PHONE, failed.contactPhone())
                .set(SYNC_FAILURE.ERROR, failed.error())
                .set(SYNC_FAILURE.PAYLOAD, payload(failed))
                .set(SYNC_FAILURE.CREATED_AT, now)
                .set(SYNC_FAILURE.FINGERPRINT, Fingerprint.of(failed.source(), failed.error()))
                .set(SYNC_FAILURE.ATTEMPT_KEY, failed.attemptKey())
                .onConflict(
                        SYNC_FAILURE.SOURCE,
                        coalesce(SYNC_FAILURE.WORKSPACE_ID, inline("")),
                        coalesce(SYNC_FAILURE.CONTACT_PHONE, inline("")))
                .where(SYNC_FAILURE.RESOLVED.isFalse())
                .doUpdate()
                .set(SYNC_FAILURE.ATTEMPTS, SYNC_FAILURE.ATTEMPTS.plus(1))
                .set(SYNC_FAILURE.ERROR, excluded(SYNC_FAILURE.ERROR))
                .set(SYNC_FAILURE.FINGERPRINT, excluded(SYNC_FAILURE.FINGERPRINT))
                .set(SYNC_FAILURE.ATTEMPT_KEY, excluded(SYNC_FAILURE.ATTEMPT_KEY))
                .set(SYNC_FAILURE.REPLAYING, false)
                .where(SYNC_FAILURE.ATTEMPT_KEY.isDistinctFrom(excluded(SYNC_FAILURE.ATTEMPT_KEY)))
                .execute();
    }

    /** What a replay needs: where to look. What is to be done is read from our own tables then. */
    private static Field<JSONB> payload(Failed failed) {
        return jsonbObject(
                key("workspaceId").value(failed.workspaceId()),
                key("contactPhone").value(failed.contactPhone()));
    }

    /** The sync of a contact came through after all. In the transaction of the caller. */
    public static void resolveOpen(DSLContext tx, String source, String workspaceId, String contactPhone, Instant now) {
        resolve(
                tx,
                SYNC_FAILURE.SOURCE.eq(source),
                SYNC_FAILURE.WORKSPACE_ID.eq(workspaceId).and(SYNC_FAILURE.CONTACT_PHONE.eq(contactPhone)),
                now);
    }

    /** The syncs of whole workspaces came through after all. In the transaction of the caller. */
    public static void resolveOpen(DSLContext tx, String source, Collection<String> workspaceIds, Instant now) {
        resolve(
                tx,
                SYNC_FAILURE.SOURCE.eq(source),
                SYNC_FAILURE.WORKSPACE_ID.in(workspaceIds).and(SYNC_FAILURE.CONTACT_PHONE.isNull()),
                now);
    }

    /** A sync that is not about workspaces came through after all. In the transaction of the caller. */
    public static void resolveOpen(DSLContext tx, String source, Instant now) {
        resolve(
                tx,
                SYNC_FAILURE.SOURCE.eq(source),
                SYNC_FAILURE.WORKSPACE_ID.isNull().and(SYNC_FAILURE.CONTACT_PHONE.isNull()),
                now);
    }

    /**
     * The same as a part of the statement that finds out which workspaces came through.
     *
     * @param workspaceIds a query of that statement
     */
    public static UpdateConditionStep<SyncFailureRecord> resolvingOpen(
            String source, Select<Record1<String>> workspaceIds, Field<Instant> now) {
        return resolving(
                // a literal, so that the index of open failures of one source fits
                SYNC_FAILURE
                        .SOURCE
                        .eq(inline(source))
                        .and(SYNC_FAILURE.WORKSPACE_ID.in(workspaceIds))
                        .and(SYNC_FAILURE.CONTACT_PHONE.isNull()),
                theSync(),
                now);
    }

    private static void resolve(DSLContext tx, Condition source, Condition which, Instant now) {
        resolve(tx, source.and(which), theSync(), now);
    }

    /** Who resolves what came through: the person who asked for it again, if one did. */
    private static Field<String> theSync() {
        return coalesce(SYNC_FAILURE.REPLAYED_BY, inline("sync"));
    }

    private static int resolve(DSLContext tx, Condition which, Field<String> by, Instant now) {
        return tx.execute(resolving(which, by, val(now, SYNC_FAILURE.RESOLVED_AT)));
    }

    private static UpdateConditionStep<SyncFailureRecord> resolving(
            Condition which, Field<String> by, Field<Instant> now) {
        return update(SYNC_FAILURE)
                .set(SYNC_FAILURE.RESOLVED, inline(true))
                .set(SYNC_FAILURE.RESOLVED_AT, now)
                .set(SYNC_FAILURE.RESOLVED_BY, by)
                .set(SYNC_FAILURE.REPLAYING, inline(false))
                .where(which)
                .and(SYNC_FAILURE.RESOLVED.isFalse());
    }

    /**
     * A person says that it is done with.
     *
     * @return how many were open
     */
    public int resolve(FailureSelection selection, String by, Instant now) {
        return resolve(db, selected(selection), val(by), now);
    }

    /** Takes open failures for a replay. One that is being replayed is not taken again, so a double click has one effect. */
    public List<FailureRow> takeForReplay(FailureSelection selection, String by) {
        return db.update(SYNC_FAILURE)
                .set(SYNC_FAILURE.REPLAYING, true)
                .set(SYNC_FAILURE.REPLAYED_BY, by)
                .where(selected(selection))
                .and(SYNC_FAILURE.RESOLVED.isFalse())
                .and(SYNC_FAILURE.REPLAYING.isFalse())
                .returning()
                .fetch(SyncFailureRepository::row);
    }

    /** A replay that could not even be started: one more attempt, and why. */
    public void putBack(FailureRow failure, String error) {
        db.update(SYNC_FAILURE)
                .set(SYNC_FAILURE.REPLAYING, false)
                .set(SYNC_FAILURE.ATTEMPTS, SYNC_FAILURE.ATTEMPTS.plus(1))
                .set(SYNC_FAILURE.ERROR, error)
                .set(SYNC_FAILURE.FINGERPRINT, Fingerprint.of(failure.source(), error))
                .where(SYNC_FAILURE.ID.eq(failure.id()).and(SYNC_FAILURE.REPLAYING))
                .execute();
    }

    /** Failures whose replay was asked for and has not ended: to be started again, in case it never was. */
    public List<FailureRow> replaying(int limit) {
        return db.selectFrom(SYNC_FAILURE)
                .where(SYNC_FAILURE.REPLAYING)
                .orderBy(SYNC_FAILURE.ID)
                .limit(limit)
                .fetch(SyncFailureRepository::row);
    }

    /** Who asked for the replay of this failure. */
    public Optional<String> replayedBy(long id) {
        return db.select(SYNC_FAILURE.REPLAYED_BY)
                .from(SYNC_FAILURE)
                .where(SYNC_FAILURE.ID.eq(id))
                .fetchOptional(SYNC_FAILURE.REPLAYED_BY);
    }

    public boolean isReplaying(long id) {
        return db.fetchExists(SYNC_FAILURE, SYNC_FAILURE.ID.eq(id).and(SYNC_FAILURE.REPLAYING));
    }

    private static Condition selected(FailureSelection selection) {
        return selection
                .scope()
                .condition()
                .and(
                        selection.fingerprint() == null
                                ? SYNC_FAILURE.ID.in(selection.ids())
                                : SYNC_FAILURE.FINGERPRINT.eq(selection.fingerprint()));
    }

    private static Condition from(@Nullable String source) {
        return source == null ? noCondition() : SYNC_FAILURE.SOURCE.eq(source);
    }

    /**
     * The newest first (B13).
     *
     * @param source null is all
     * @param scope only these
     * @param resolved null is both
     * @param before the id that the page before ended with; null for the first page
     */
    public Slice<FailureRow, Long> list(
            @Nullable String source, FailureScope scope, @Nullable Boolean resolved, @Nullable Long before, int limit) {
        var found = db.selectFrom(SYNC_FAILURE)
                .where(scope.condition().and(from(source)))
                .and(resolved == null ? noCondition() : SYNC_FAILURE.RESOLVED.eq(resolved))
                .and(before == null ? noCondition() : SYNC_FAILURE.ID.lt(before))
                .orderBy(SYNC_FAILURE.ID.desc())
                .limit(limit + 1)
                .fetch(SyncFailureRepository::row);
        return Slice.of(found, limit, FailureRow::id);
    }

    /**
     * Open failures by cause, the largest group first.
     *
     * @param source null is all
     * @param scope only these
     */
    public List<FailureGroup> groups(@Nullable String source, FailureScope scope, int limit) {
        var newestError =
                field("(array_agg({0} order by {1} desc))[1]", String.class, SYNC_FAILURE.ERROR, SYNC_FAILURE.ID);
        return db.select(
                        SYNC_FAILURE.FINGERPRINT,
                        SYNC_FAILURE.SOURCE,
                        newestError,
                        count(),
                        count().filterWhere(SYNC_FAILURE.REPLAYING),
                        countDistinct(SYNC_FAILURE.WORKSPACE_ID),
                        min(SYNC_FAILURE.CREATED_AT),
                        max(SYNC_FAILURE.CREATED_AT))
                .from(SYNC_FAILURE)
                .where(scope.condition().and(from(source)).and(SYNC_FAILURE.RESOLVED.isFalse()))
                .groupBy(SYNC_FAILURE.FINGERPRINT, SYNC_FAILURE.SOURCE)
                .orderBy(count().desc(), SYNC_FAILURE.FINGERPRINT)
                .limit(limit)
                .fetch(Records.mapping(FailureGroup::new));
    }

    public int countOpen(FailureScope scope) {
        return db.fetchCount(SYNC_FAILURE, scope.condition().and(SYNC_FAILURE.RESOLVED.isFalse()));
    }

    /**
     * Keeps each workspace within its bound: resolved rows go first, then the oldest (B12).
     *
     * @return how many were dropped
     */
    public int dropBeyond(int rowsPerWorkspace) {
        var place = rowNumber()
                .over(partitionBy(SYNC_FAILURE.WORKSPACE_ID).orderBy(SYNC_FAILURE.RESOLVED, SYNC_FAILURE.ID.desc()))
                .as("place");
        var placed = select(SYNC_FAILURE.ID, place).from(SYNC_FAILURE).asTable("placed");
        return db.deleteFrom(SYNC_FAILURE)
                .where(SYNC_FAILURE.ID.in(select(placed.field(SYNC_FAILURE.ID))
                        .from(placed)
                        .where(placed.field(place).gt(rowsPerWorkspace))))
                .execute();
    }

    private static FailureRow row(SyncFailureRecord row) {
        return new FailureRow(
                row.getId(),
                row.getSource(),
                row.getWorkspaceId(),
                row.getContactPhone(),
                row.getError(),
                row.getCreatedAt(),
                row.getResolved(),
                row.getResolvedAt(),
                row.getResolvedBy(),
                row.getAttempts(),
                row.getFingerprint(),
                row.getReplaying());
    }
}
