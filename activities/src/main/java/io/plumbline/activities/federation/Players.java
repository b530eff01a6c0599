package io.plumbline.activities.federation;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;

import io.plumbline.activities.database.SetStatement;
import io.plumbline.activities.database.SetStatement.RowConsumer;
import io.plumbline.activities.federation.SyncPlan.Creation;
import io.plumbline.activities.federation.SyncPlan.Update;
import io.plumbline.workflows.federation.Conflict;
import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Reads and writes the players of one organisation of one connector, set by set. */
final class Players {

    /** So many are read or written by one statement. */
    static final int AT_A_TIME = 5_000;
    /** Of one player, in those whose time of the sync alone is set: the sooner the first are written, the better. */
    private static final int COST_OF_UPDATE = 2;

    private static final String COLUMNS = "first_name, last_name, date_of_birth, email, phone, address";
    private static final String SYNCED =
            "synced_first_name, synced_last_name, synced_date_of_birth, synced_email, synced_phone, synced_address";
    private static final String UPDATE_TO_ONE = updateTo("(m.a, m.b, m.c, m.d, m.e, m.f)", "a, b, c, d, e, f");
    private static final String UPDATE_TO_TWO =
            updateTo("(m.sa, m.sb, m.sc, m.sd, m.se, m.sf)", "a, b, c, d, e, f, sa, sb, sc, sd, se, sf");
    private static final int FIRST_VALUE = 7; // of the columns that a player is read from
    private static final int BASE = 13;
    private static final int ROW = 14;
    private static final String MATCHABLE =
            "organization_id = ? and (connector_id = ? or connector_id is null) and external_id is not null";
    // most have the values of the last sync, which then need not be read twice
    private static final String SYNCED_IF_OTHERS =
            "case when (" + COLUMNS + ") is distinct from (" + SYNCED + ") then array[" + SYNCED + "] end";
    private static final String SELECT =
            "select id, external_id, active, modified_by, last_synced_at is not null, connector_id is not null, "
                    + COLUMNS + ", " + SYNCED_IF_OTHERS + ", ctid from player where " + MATCHABLE;

    private Players() {}

    /**
     * Some players of those that were looked at.
     *
     * @param settled are as the registry has them
     */
    record Part(List<Player> settled, List<Update> updates) {

        boolean isEmpty() {
            return settled.isEmpty() && updates.isEmpty();
        }
    }

    /**
     * Looks at those that members can match by external id (C4), also one that was entered here with the member's id.
     *
     * @param memberId only this one; null is all
     * @param planner asked about each
     * @param writer takes what can be written before the plan is made, some players at a time
     */
    static void each(
            DSLContext db,
            String connectorId,
            String organizationId,
            @Nullable String memberId,
            SyncPlanner planner,
            Consumer<Part> writer) {
        var settled = new ArrayList<Player>();
        RowConsumer each = row -> {
            var player = player(row);
            if (planner.settles(player)) {
                settled.add(player);
            }
            if (settled.size() + COST_OF_UPDATE * planner.waiting() >= AT_A_TIME) {
                writer.accept(new Part(List.copyOf(settled), planner.take()));
                settled.clear();
            }
        };
        if (memberId == null) {
            SetStatement.each(db, SELECT, each, organizationId, connectorId);
        } else {
            SetStatement.each(db, SELECT + " and external_id = ?", each, organizationId, connectorId, memberId);
        }
        var last = new Part(settled, planner.take());
        if (!last.isEmpty()) {
            writer.accept(last);
        }
    }

    /** A large plan takes longer than others may pause; yet a frozen worker must not hold the players for ever. */
    static void endWhenIdle(DSLContext tx) {
        tx.execute("set local idle_in_transaction_session_timeout = '60s'");
    }

    /** Nobody else changes those that members can match until the transaction ends. */
    static void lock(DSLContext tx, String connectorId, String organizationId, @Nullable String memberId) {
        tx.fetch(
                "select count(*) from (select from player where " + MATCHABLE
                        + " and external_id = coalesce(?::text, external_id) order by id for no key update) locked",
                organizationId,
                connectorId,
                memberId);
    }

    private static Player player(ResultSet row) throws SQLException {
        var local = values(row);
        return new Player(
                row.getLong(1),
                row.getString(2),
                row.getBoolean(6),
                local,
                row.getBoolean(5) ? base(row, local) : null,
                row.getBoolean(3),
                row.getString(4),
                row.getString(ROW));
    }

    private static MemberValues base(ResultSet row, MemberValues local) throws SQLException {
        var others = row.getArray(BASE);
        if (others == null) {
            return local;
        }
        return MemberValues.of((@Nullable String[]) others.getArray());
    }

    private static MemberValues values(ResultSet row) throws SQLException {
        return new MemberValues(
                row.getString(FIRST_VALUE),
                row.getString(FIRST_VALUE + 1),
                row.getString(FIRST_VALUE + 2),
                row.getString(FIRST_VALUE + 3),
                row.getString(FIRST_VALUE + 4),
                row.getString(FIRST_VALUE + 5));
    }

    /** Writes what need not wait for the plan. In the transaction of the caller. */
    static void write(DSLContext tx, Part part, String connectorId, Instant now) {
        touch(tx, part.settled(), now);
        update(tx, part.updates(), connectorId, now);
    }

    /** Writes the rest of the plan, and what all of it changed under this history. In the transaction of the caller. */
    static void write(
            DSLContext tx, SyncPlan plan, Connection connection, long historyId, String strategy, Instant now) {
        adopt(tx, plan.adopted(), connection.connectorId(), now);
        var created = create(tx, plan.creations(), connection, now);
        deactivate(tx, plan.deactivations(), now);
        recordChanges(tx, plan, created, historyId);
        recordConflicts(tx, plan.updates(), historyId, strategy, now);
    }

    private static Map<String, Long> create(
            DSLContext tx, List<Creation> creations, Connection connection, Instant now) {
        var ids = new HashMap<String, Long>();
        for (var part : parts(creations)) {
            SetStatement.query(
                            tx,
                            "insert into player (organization_id, connector_id, external_id, " + COLUMNS + ", " + SYNCED
                                    + ", last_synced_at, created_at) "
                                    + "select ?, ?, m.id, m.a, m.b, m.c, m.d, m.e, m.f, m.a, m.b, m.c, m.d, m.e, m.f, "
                                    + "?::timestamptz, ?::timestamptz "
                                    + "from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) "
                                    + "as m (id, a, b, c, d, e, f) returning external_id, id",
                            row -> Map.entry(row.getString(1), row.getLong(2)),
                            Stream.concat(
                                            Stream.of(
                                                    connection.organizationId(),
                                                    connection.connectorId(),
                                                    now,
                                                    now,
                                                    texts(part, Creation::externalId)),
                                            columns(part, Creation::values))
                                    .toArray())
                    .forEach(created -> ids.put(created.getKey(), created.getValue()));
        }
        return ids;
    }

    private static void update(DSLContext tx, List<Update> updates, String connectorId, Instant now) {
        Function<Update, MemberValues> resolved = update -> update.diff().resolved();
        Function<Update, MemberValues> base = update -> update.diff().base();
        // where no local value stands, as mostly, both sets of values are one, which is sent once
        var byAgreement = updates.stream()
                .collect(partitioningBy(update -> resolved.apply(update).equals(base.apply(update))));
        for (var part : parts(byAgreement.getOrDefault(true, List.of()))) {
            SetStatement.execute(tx, UPDATE_TO_ONE, bindings(part, connectorId, now, resolved));
        }
        for (var part : parts(byAgreement.getOrDefault(false, List.of()))) {
            SetStatement.execute(tx, UPDATE_TO_TWO, bindings(part, connectorId, now, resolved, base));
        }
    }

    /** @param synced the values of {@link #SYNCED}, of those that are sent */
    private static String updateTo(String synced, String sent) {
        return "update player p set (" + COLUMNS + ") = (m.a, m.b, m.c, m.d, m.e, m.f), (" + SYNCED + ") = " + synced
                + ", active = true, connector_id = ?, last_synced_at = ?::timestamptz, "
                + "updated_at = case when m.changed then ?::timestamptz else p.updated_at end "
                + "from unnest(?::bigint[], ?::boolean[]" + ", ?::text[]".repeat(sent.split(",").length)
                + ") as m (id, changed, " + sent + ") where p.id = m.id";
    }

    @SafeVarargs
    private static Object[] bindings(
            List<Update> updates, String connectorId, Instant now, Function<Update, MemberValues>... values) {
        var ids = updates.stream().map(update -> update.player().id()).toArray(Long[]::new);
        var changed = updates.stream()
                .map(update -> update.changesValues() || update.reactivates())
                .toArray(Boolean[]::new);
        return Stream.concat(
                        Stream.of(connectorId, now, now, ids, changed),
                        Arrays.stream(values).flatMap(which -> columns(updates, which)))
                .toArray();
    }

    private static void deactivate(DSLContext tx, List<Player> players, Instant now) {
        SetStatement.execute(
                tx,
                "update player p set active = false, updated_at = ?::timestamptz from unnest(?::bigint[]) as m (id) "
                        + "where p.id = m.id",
                now,
                ids(players));
    }

    /**
     * The time of this sync, on those that it found as they were: by the place of the row, which is not looked up.
     *
     * @param settled as the transaction sees them, or has locked them
     */
    private static void touch(DSLContext tx, List<Player> settled, Instant now) {
        for (var part : parts(settled)) {
            SetStatement.execute(
                    tx,
                    "update player set last_synced_at = ?::timestamptz where ctid = any(?::text[]::tid[])",
                    now,
                    texts(part, Player::row));
        }
    }

    /** Players that were only entered here, and are as the registry has them. */
    private static void adopt(DSLContext tx, List<Player> adopted, String connectorId, Instant now) {
        for (var part : parts(adopted)) {
            SetStatement.execute(
                    tx,
                    "update player p set last_synced_at = ?::timestamptz, connector_id = ? "
                            + "from unnest(?::bigint[]) as m (id) where p.id = m.id",
                    now,
                    connectorId,
                    ids(part));
        }
    }

    /** A line of {@code sync_change}. */
    private record Change(
            long playerId,
            String externalId,
            String kind,
            @Nullable String field,
            @Nullable String before,
            @Nullable String after) {}

    private static void recordChanges(DSLContext tx, SyncPlan plan, Map<String, Long> created, long historyId) {
        var changes = new ArrayList<Change>();
        for (var creation : plan.creations()) {
            changes.add(new Change(
                    requireNonNull(created.get(creation.externalId())),
                    creation.externalId(),
                    "created",
                    null,
                    null,
                    null));
        }
        for (var update : plan.updates()) {
            var player = update.player();
            if (update.reactivates()) {
                changes.add(new Change(player.id(), player.externalId(), "reactivated", null, null, null));
            }
            update.diff()
                    .changes()
                    .forEach(change -> changes.add(new Change(
                            player.id(),
                            player.externalId(),
                            "updated",
                            change.field().name(),
                            change.before(),
                            change.after())));
        }
        for (var player : plan.deactivations()) {
            changes.add(new Change(player.id(), player.externalId(), "deactivated", null, null, null));
        }
        for (var part : parts(changes)) {
            var recorded = SetStatement.execute(
                    tx,
                    // locks the history once: a foreign key would look it up for each row
                    "insert into sync_change (history_id, player_id, external_id, kind, field, before, after) "
                            + "select h.id, m.* from (select id from sync_history where id = ? for key share) h, "
                            + "unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) m",
                    historyId,
                    part.stream().map(Change::playerId).toArray(Long[]::new),
                    texts(part, Change::externalId),
                    texts(part, Change::kind),
                    texts(part, Change::field),
                    texts(part, Change::before),
                    texts(part, Change::after));
            if (recorded < part.size()) {
                throw new IllegalStateException("There is no history " + historyId + " of this sync.");
            }
        }
    }

    private static void recordConflicts(
            DSLContext tx, List<Update> updates, long historyId, String strategy, Instant now) {
        var conflicts = updates.stream()
                .flatMap(update ->
                        update.diff().conflicts().stream().map(conflict -> new Found(update.player(), conflict)))
                .toList();
        for (var part : parts(conflicts)) {
            SetStatement.execute(
                    tx,
                    "insert into sync_conflict (history_id, strategy, created_at, player_id, external_id, field, "
                            + "federation_value, local_value, resolved_value, reason) "
                            + "select ?, ?, ?::timestamptz, * from unnest(?::bigint[], ?::text[], "
                            + "?::text[], ?::text[], ?::text[], ?::text[], ?::text[])",
                    historyId,
                    strategy,
                    now,
                    part.stream().map(found -> found.player().id()).toArray(Long[]::new),
                    texts(part, found -> found.player().externalId()),
                    texts(part, found -> found.conflict().field().name()),
                    texts(part, found -> found.conflict().federationValue()),
                    texts(part, found -> found.conflict().localValue()),
                    texts(part, found -> found.conflict().resolvedValue()),
                    texts(part, found -> found.conflict().reason()));
        }
    }

    /** A conflict, and whose it is. */
    private record Found(Player player, Conflict conflict) {}

    private static <T> List<List<T>> parts(List<T> all) {
        return parts(all, AT_A_TIME);
    }

    static <T> List<List<T>> parts(List<T> all, int atATime) {
        var parts = new ArrayList<List<T>>();
        for (var from = 0; from < all.size(); from += atATime) {
            parts.add(all.subList(from, Math.min(all.size(), from + atATime)));
        }
        return parts;
    }

    private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    /** An array of each of the six values, in the order of {@link #COLUMNS}. */
    private static <T> Stream<Object> columns(List<T> rows, Function<T, MemberValues> values) {
        return Arrays.stream(MemberField.values())
                .map(field -> texts(rows, row -> values.apply(row).get(field)));
    }

    private static Long[] ids(List<Player> players) {
        return players.stream().map(Player::id).toArray(Long[]::new);
    }
}
