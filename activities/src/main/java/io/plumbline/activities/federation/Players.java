package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.PLAYER;
import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.noCondition;

import io.plumbline.activities.federation.SyncPlan.Creation;
import io.plumbline.activities.federation.SyncPlan.Update;
import io.plumbline.workflows.federation.Conflict;
import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberValues;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Reads and writes the players of one organisation of one connector, set by set. */
final class Players {

    private static final String COLUMNS = "first_name, last_name, date_of_birth, email, phone, address";
    private static final String SYNCED =
            "synced_first_name, synced_last_name, synced_date_of_birth, synced_email, synced_phone, synced_address";
    private static final int AT_A_TIME = 5_000;

    private Players() {}

    /**
     * Those that members can match by external id (C4), also one that was entered here with the member's id.
     *
     * @param memberId only this one; null is all
     */
    static List<Player> matchable(DSLContext db, String connectorId, String organizationId, @Nullable String memberId) {
        var players = new ArrayList<Player>();
        try (var rows = db.select(
                        PLAYER.ID,
                        PLAYER.EXTERNAL_ID,
                        PLAYER.FIRST_NAME,
                        PLAYER.LAST_NAME,
                        PLAYER.DATE_OF_BIRTH,
                        PLAYER.EMAIL,
                        PLAYER.PHONE,
                        PLAYER.ADDRESS,
                        PLAYER.SYNCED_FIRST_NAME,
                        PLAYER.SYNCED_LAST_NAME,
                        PLAYER.SYNCED_DATE_OF_BIRTH,
                        PLAYER.SYNCED_EMAIL,
                        PLAYER.SYNCED_PHONE,
                        PLAYER.SYNCED_ADDRESS,
                        PLAYER.LAST_SYNCED_AT,
                        PLAYER.ACTIVE,
                        PLAYER.MODIFIED_BY)
                .from(PLAYER)
                .where(PLAYER.ORGANIZATION_ID.eq(organizationId))
                .and(PLAYER.CONNECTOR_ID.eq(connectorId).or(PLAYER.CONNECTOR_ID.isNull()))
                .and(PLAYER.EXTERNAL_ID.isNotNull())
                .and(memberId == null ? noCondition() : PLAYER.EXTERNAL_ID.eq(memberId))
                // one that is connected before one that was only entered here
                .orderBy(PLAYER.CONNECTOR_ID.isNull(), PLAYER.ID)
                .fetchSize(1_000)
                .fetchLazy()) {
            rows.forEach(row -> players.add(new Player(
                    row.value1(),
                    row.value2(),
                    new MemberValues(
                            row.value3(), row.value4(), row.value5(), row.value6(), row.value7(), row.value8()),
                    row.value15() == null
                            ? null
                            : new MemberValues(
                                    row.value9(),
                                    row.value10(),
                                    row.value11(),
                                    row.value12(),
                                    row.value13(),
                                    row.value14()),
                    row.value16(),
                    row.value17())));
        }
        return players;
    }

    /** Writes the plan, and what it changed under this history. In the transaction of the caller. */
    static void write(
            DSLContext tx, SyncPlan plan, Connection connection, long historyId, String strategy, Instant now) {
        var created = create(tx, plan.creations(), connection, now);
        update(tx, plan.updates(), connection.connectorId(), now);
        deactivate(tx, plan.deactivations(), now);
        touch(tx, plan, connection.connectorId(), now);
        recordChanges(tx, plan, created, historyId);
        recordConflicts(tx, plan.updates(), historyId, strategy, now);
    }

    private static Map<String, Long> create(
            DSLContext tx, List<Creation> creations, Connection connection, Instant now) {
        var ids = new HashMap<String, Long>();
        for (var part : parts(creations)) {
            tx.resultQuery(
                            "insert into player (organization_id, connector_id, external_id, " + COLUMNS + ", " + SYNCED
                                    + ", last_synced_at, created_at) "
                                    + "select ?, ?, m.id, m.a, m.b, m.c, m.d, m.e, m.f, m.a, m.b, m.c, m.d, m.e, m.f, "
                                    + "cast(? as timestamptz), cast(? as timestamptz) "
                                    + "from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), "
                                    + "cast(? as text[]), cast(? as text[]), cast(? as text[])) as m (id, a, b, c, d, e, f) "
                                    + "returning external_id, id",
                            connection.organizationId(),
                            connection.connectorId(),
                            at(now),
                            at(now),
                            texts(part, Creation::externalId),
                            values(part, Creation::values, MemberField.firstName),
                            values(part, Creation::values, MemberField.lastName),
                            values(part, Creation::values, MemberField.dateOfBirth),
                            values(part, Creation::values, MemberField.email),
                            values(part, Creation::values, MemberField.phone),
                            values(part, Creation::values, MemberField.address))
                    .fetch()
                    .forEach(row -> ids.put(row.get(0, String.class), row.get(1, Long.class)));
        }
        return ids;
    }

    private static void update(DSLContext tx, List<Update> updates, String connectorId, Instant now) {
        Function<Update, MemberValues> resolved = update -> update.diff().resolved();
        Function<Update, MemberValues> base = update -> update.diff().base();
        for (var part : parts(updates)) {
            tx.execute(
                    "update player p set (" + COLUMNS + ") = (m.a, m.b, m.c, m.d, m.e, m.f), (" + SYNCED
                            + ") = (m.sa, m.sb, m.sc, m.sd, m.se, m.sf), active = true, connector_id = ?, "
                            + "last_synced_at = cast(? as timestamptz), "
                            + "updated_at = case when m.changed then cast(? as timestamptz) else p.updated_at end "
                            + "from unnest(cast(? as bigint[]), cast(? as boolean[]), "
                            + "cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), "
                            + "cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), "
                            + "cast(? as text[]), cast(? as text[])) "
                            + "as m (id, changed, a, b, c, d, e, f, sa, sb, sc, sd, se, sf) where p.id = m.id",
                    connectorId,
                    at(now),
                    at(now),
                    part.stream().map(update -> update.player().id()).toArray(Long[]::new),
                    part.stream()
                            .map(update -> update.changesValues() || update.reactivates())
                            .toArray(Boolean[]::new),
                    values(part, resolved, MemberField.firstName),
                    values(part, resolved, MemberField.lastName),
                    values(part, resolved, MemberField.dateOfBirth),
                    values(part, resolved, MemberField.email),
                    values(part, resolved, MemberField.phone),
                    values(part, resolved, MemberField.address),
                    values(part, base, MemberField.firstName),
                    values(part, base, MemberField.lastName),
                    values(part, base, MemberField.dateOfBirth),
                    values(part, base, MemberField.email),
                    values(part, base, MemberField.phone),
                    values(part, base, MemberField.address));
        }
    }

    private static void deactivate(DSLContext tx, List<Player> players, Instant now) {
        tx.execute(
                "update player set active = false, updated_at = cast(? as timestamptz) where id = any (?)",
                at(now),
                ids(players));
    }

    /** The time of this sync, on those that it found as they were. */
    private static void touch(DSLContext tx, SyncPlan plan, String connectorId, Instant now) {
        var updated = new HashSet<Long>();
        plan.updates().forEach(update -> updated.add(update.player().id()));
        var untouched = plan.seen().stream()
                .filter(player -> !updated.contains(player.id()))
                .toList();
        tx.execute(
                "update player set last_synced_at = cast(? as timestamptz), connector_id = ? where id = any (?)",
                at(now),
                connectorId,
                ids(untouched));
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
            tx.execute(
                    "insert into sync_change (history_id, player_id, external_id, kind, field, before, after) "
                            + "select ?, * from unnest(cast(? as bigint[]), cast(? as text[]), cast(? as text[]), "
                            + "cast(? as text[]), cast(? as text[]), cast(? as text[]))",
                    historyId,
                    part.stream().map(Change::playerId).toArray(Long[]::new),
                    texts(part, Change::externalId),
                    texts(part, Change::kind),
                    texts(part, Change::field),
                    texts(part, Change::before),
                    texts(part, Change::after));
        }
    }

    private static void recordConflicts(
            DSLContext tx, List<Update> updates, long historyId, String strategy, Instant now) {
        var conflicts = updates.stream()
                .flatMap(update ->
                        update.diff().conflicts().stream().map(conflict -> new Found(update.player(), conflict)))
                .toList();
        for (var part : parts(conflicts)) {
            tx.execute(
                    "insert into sync_conflict (history_id, strategy, created_at, player_id, external_id, field, "
                            + "federation_value, local_value, resolved_value, reason) "
                            + "select ?, ?, cast(? as timestamptz), * from unnest(cast(? as bigint[]), cast(? as text[]), "
                            + "cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]))",
                    historyId,
                    strategy,
                    at(now),
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
        var parts = new ArrayList<List<T>>();
        for (var from = 0; from < all.size(); from += AT_A_TIME) {
            parts.add(all.subList(from, Math.min(all.size(), from + AT_A_TIME)));
        }
        return parts;
    }

    private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    private static <T> @Nullable String[] values(List<T> rows, Function<T, MemberValues> values, MemberField field) {
        return rows.stream().map(row -> values.apply(row).get(field)).toArray(String[]::new);
    }

    private static Long[] ids(List<Player> players) {
        return players.stream().map(Player::id).toArray(Long[]::new);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
