package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.PLAYER;
import static io.plumbline.infra.db.Tables.SYNC_CHANGE;
import static io.plumbline.infra.db.Tables.SYNC_CONFLICT;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trim;

import io.plumbline.activities.federation.SyncDetail.Listed;
import io.plumbline.activities.federation.SyncDetail.SetAside;
import io.plumbline.workflows.federation.SyncStats;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Records;
import org.jooq.Select;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the syncs have done (C21, C22). */
@Component
public final class SyncHistoryReader {

    private static final int READ_AT_A_TIME = 500;

    private static final Field<String> PLAYER_NAME =
            nullif(trim(field("concat_ws(' ', {0}, {1})", String.class, PLAYER.FIRST_NAME, PLAYER.LAST_NAME)), "");

    private final DSLContext db;

    SyncHistoryReader(DSLContext db) {
        this.db = db;
    }

    /**
     * The newest first.
     *
     * @param connectorId null is all connectors of the organisation
     * @param before the id that the page before ended with; null for the first page
     */
    public List<SyncHistoryRow> list(
            String organizationId, @Nullable String connectorId, @Nullable Long before, int limit) {
        return syncs(
                SYNC_HISTORY
                        .ORGANIZATION_ID
                        .eq(organizationId)
                        .and(connectorId == null ? noCondition() : SYNC_HISTORY.CONNECTOR_ID.eq(connectorId))
                        .and(before == null ? noCondition() : SYNC_HISTORY.ID.lt(before)),
                limit);
    }

    public Optional<SyncHistoryRow> find(long id) {
        return syncs(SYNC_HISTORY.ID.eq(id), 1).stream().findFirst();
    }

    private List<SyncHistoryRow> syncs(Condition which, int limit) {
        return db.select(
                        SYNC_HISTORY.ID,
                        SYNC_HISTORY.JOB_ID,
                        SYNC_HISTORY.CONNECTOR_ID,
                        SYNC_HISTORY.ORGANIZATION_ID,
                        SYNC_HISTORY.MEMBER_ID,
                        SYNC_HISTORY.TYPE,
                        SYNC_HISTORY.STRATEGY,
                        SYNC_HISTORY.STARTED_AT,
                        SYNC_HISTORY.COMPLETED_AT,
                        SYNC_HISTORY.STATUS,
                        row(
                                        SYNC_HISTORY.CREATED,
                                        SYNC_HISTORY.UPDATED,
                                        SYNC_HISTORY.UNCHANGED,
                                        SYNC_HISTORY.DEACTIVATED,
                                        SYNC_HISTORY.CONFLICTS_DETECTED,
                                        SYNC_HISTORY.CONFLICTS_RESOLVED)
                                .mapping(SyncStats::new),
                        field("jsonb_array_length({0})", Integer.class, SYNC_HISTORY.SET_ASIDE),
                        SYNC_HISTORY.NOTE,
                        SYNC_HISTORY.ERROR,
                        SYNC_HISTORY.WORKFLOW_ID,
                        SYNC_HISTORY.RUN_ID)
                .from(SYNC_HISTORY)
                .where(which)
                .orderBy(SYNC_HISTORY.ID.desc())
                .limit(limit)
                .fetch(Records.mapping(SyncHistoryRow::new));
    }

    /** @param atMost how many of each list */
    public SyncDetail detail(SyncHistoryRow sync, int atMost) {
        var extent = extent(sync.id());
        return new SyncDetail(
                sync,
                Listed.of(sync.setAside(), setAside(sync.id(), atMost)),
                Listed.of(extent.changes(), changes(sync.id(), 0, extent.lastChange(), atMost)),
                Listed.of(extent.conflicts(), conflicts(sync.id(), 0, extent.lastConflict(), atMost)));
    }

    /** Members whose record was malformed. */
    public List<SetAside> setAside(long historyId, int atMost) {
        return db.select(field("one ->> 'memberId'", String.class), field("one ->> 'error'", String.class))
                .from(SYNC_HISTORY)
                .crossJoin(table("jsonb_array_elements({0})", SYNC_HISTORY.SET_ASIDE)
                        .as("elements", "one"))
                .where(SYNC_HISTORY.ID.eq(historyId))
                .limit(atMost)
                .fetch(Records.mapping(SetAside::new));
    }

    /**
     * Hands over every change, and then every conflict. They are read a bounded number at a time, and no connection is held
     * in between: whoever they are written to may be slow. What is added meanwhile is left out.
     *
     * @throws ConcurrentModificationException when some were dropped meanwhile, so that what was handed over is not all
     */
    public void readAll(long historyId, Consumer<SyncEntry> writer) {
        var extent = extent(historyId);
        readAll(extent.changes(), after -> changes(historyId, after, extent.lastChange(), READ_AT_A_TIME), writer);
        readAll(
                extent.conflicts(),
                after -> conflicts(historyId, after, extent.lastConflict(), READ_AT_A_TIME),
                writer);
    }

    private interface Page {
        List<? extends SyncEntry> after(long id);
    }

    private static void readAll(int count, Page page, Consumer<SyncEntry> writer) {
        int read = 0;
        long last = 0;
        while (read < count) {
            var rows = page.after(last);
            if (rows.isEmpty()) {
                throw new ConcurrentModificationException("The sync was dropped while it was read.");
            }
            rows.forEach(writer);
            read += rows.size();
            last = rows.get(rows.size() - 1).id();
        }
    }

    /** What there was at one moment: all that belongs to a sync is written in one transaction. */
    private record Extent(int changes, long lastChange, int conflicts, long lastConflict) {}

    private Extent extent(long historyId) {
        var changes = size(SYNC_CHANGE.ID, SYNC_CHANGE.HISTORY_ID.eq(historyId)).asTable("changes");
        var conflicts =
                size(SYNC_CONFLICT.ID, SYNC_CONFLICT.HISTORY_ID.eq(historyId)).asTable("conflicts");
        return db.select()
                .from(changes)
                .crossJoin(conflicts)
                .fetchSingle(row -> new Extent(
                        row.get(0, Integer.class),
                        row.get(1, Long.class),
                        row.get(2, Integer.class),
                        row.get(3, Long.class)));
    }

    private static Select<?> size(TableField<?, Long> id, Condition which) {
        return select(count().as("size"), coalesce(max(id), inline(0L)).as("last"))
                .from(id.getTable())
                .where(which);
    }

    private List<SyncEntry.Change> changes(long historyId, long after, long through, int limit) {
        return db.select(
                        SYNC_CHANGE.ID,
                        SYNC_CHANGE.PLAYER_ID,
                        PLAYER_NAME,
                        SYNC_CHANGE.EXTERNAL_ID,
                        SYNC_CHANGE.KIND,
                        SYNC_CHANGE.FIELD,
                        SYNC_CHANGE.BEFORE,
                        SYNC_CHANGE.AFTER)
                .from(SYNC_CHANGE)
                .leftJoin(PLAYER)
                .on(PLAYER.ID.eq(SYNC_CHANGE.PLAYER_ID))
                .where(SYNC_CHANGE.HISTORY_ID.eq(historyId))
                .and(SYNC_CHANGE.ID.gt(after))
                .and(SYNC_CHANGE.ID.le(through))
                .orderBy(SYNC_CHANGE.ID)
                .limit(limit)
                .fetch(Records.mapping(SyncEntry.Change::new));
    }

    private List<SyncEntry.Conflict> conflicts(long historyId, long after, long through, int limit) {
        return db.select(
                        SYNC_CONFLICT.ID,
                        SYNC_CONFLICT.PLAYER_ID,
                        PLAYER_NAME,
                        SYNC_CONFLICT.EXTERNAL_ID,
                        SYNC_CONFLICT.FIELD,
                        SYNC_CONFLICT.FEDERATION_VALUE,
                        SYNC_CONFLICT.LOCAL_VALUE,
                        SYNC_CONFLICT.RESOLVED_VALUE,
                        SYNC_CONFLICT.STRATEGY,
                        SYNC_CONFLICT.REASON,
                        SYNC_CONFLICT.CREATED_AT)
                .from(SYNC_CONFLICT)
                .leftJoin(PLAYER)
                .on(PLAYER.ID.eq(SYNC_CONFLICT.PLAYER_ID))
                .where(SYNC_CONFLICT.HISTORY_ID.eq(historyId))
                .and(SYNC_CONFLICT.ID.gt(after))
                .and(SYNC_CONFLICT.ID.le(through))
                .orderBy(SYNC_CONFLICT.ID)
                .limit(limit)
                .fetch(Records.mapping(SyncEntry.Conflict::new));
    }
}
