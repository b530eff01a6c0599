package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.Federation.NOW;
import static io.plumbline.activities.federation.Registry.member;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.INCIDENT;
import static io.plumbline.infra.db.Tables.PLAYER;
import static io.plumbline.infra.db.Tables.SYNC_CONFLICT;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.MemberChange;
import io.plumbline.workflows.federation.SyncStats;
import io.plumbline.workflows.run.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole syncs of one organisation, with a registry over HTTP and a real PostgreSQL. */
class MemberSyncTest {

    private static final Instant NEXT_NIGHT = NOW.plus(Duration.ofDays(1));

    private final Registry registry = new Registry();
    private final Federation federation = new Federation(TestDatabase.empty());

    @BeforeEach
    void connect() {
        federation.connector(registry.url());
        federation.organization("north");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private List<String> active() {
        return federation.db.fetch(PLAYER, PLAYER.ACTIVE.isTrue()).map(player -> player.getExternalId());
    }

    @Test
    @Tag("C4")
    @Tag("C10")
    void a_member_without_a_player_becomes_one_with_its_values_as_sent() {
        registry.has(member("m1", "firstName", " Aoife ", "email", "Aoife@Example.com", "dateOfBirth", "1990-05-01"));

        var stats = federation.sync("north", NOW);

        assertThat(stats).isEqualTo(new SyncStats(1, 0, 0, 0, 0, 0));
        var player = federation.player("north", "m1");
        assertThat(player.getFirstName()).isEqualTo(" Aoife ");
        assertThat(player.getEmail()).isEqualTo("Aoife@Example.com");
        assertThat(player.getDateOfBirth()).isEqualTo("1990-05-01");
        assertThat(player.getConnectorId()).isEqualTo("registry");
        assertThat(player.getLastSyncedAt()).isEqualTo(NOW);
    }

    @Test
    @Tag("C4")
    void a_player_that_was_entered_here_with_the_members_id_is_that_member() {
        federation.db.execute(
                "insert into player (organization_id, external_id, first_name) values ('north', 'm1', 'Aoife')");
        registry.has(member("m1", "firstName", "Aoife", "email", "a@example.com"));

        var stats = federation.sync("north", NOW);

        assertThat(stats).isEqualTo(new SyncStats(0, 1, 0, 0, 0, 0));
        assertThat(federation.player("north", "m1").getEmail()).isEqualTo("a@example.com");
        assertThat(federation.player("north", "m1").getConnectorId()).isEqualTo("registry");
    }

    @Test
    @Tag("C5")
    void a_second_sync_of_the_same_list_changes_nothing_but_the_time_of_the_last_sync() {
        registry.hasMany(120);
        federation.sync("north", NOW);
        var before = rowsWithoutTimes();

        var stats = federation.sync("north", NEXT_NIGHT);

        assertThat(stats).isEqualTo(new SyncStats(0, 0, 120, 0, 0, 0));
        assertThat(rowsWithoutTimes()).isEqualTo(before);
        assertThat(federation.db.fetchCount(PLAYER, PLAYER.LAST_SYNCED_AT.eq(NEXT_NIGHT)))
                .isEqualTo(120);
    }

    @Test
    @Tag("C10")
    void in_a_long_list_too_the_time_of_the_sync_is_set_on_whom_it_has_and_on_nobody_else() {
        federation.organization("south");
        registry.pageSize = 1_000;
        registry.hasMany(6_000);
        federation.sync("north", NOW);
        federation.db.execute("insert into player (organization_id, external_id) values ('north', 'gone'), "
                + "('south', 'm1'), ('north', null)");
        federation.db.execute("insert into player (organization_id, connector_id, external_id, active) "
                + "values ('north', 'registry', 'left', false)");

        federation.sync("north", NEXT_NIGHT);

        assertThat(federation.db.fetchCount(PLAYER, PLAYER.LAST_SYNCED_AT.eq(NEXT_NIGHT)))
                .isEqualTo(6_000);
        assertThat(federation.db.fetch(PLAYER, PLAYER.LAST_SYNCED_AT.isNull())).hasSize(4);
        assertThat(federation.db.fetchCount(PLAYER, PLAYER.CONNECTOR_ID.isNull()))
                .as("players of nobody's")
                .isEqualTo(3);
    }

    @Test
    @Tag("C9")
    void in_a_long_list_too_each_change_is_made_and_shown_once() {
        registry.pageSize = 1_000;
        registry.hasMany(6_000);
        federation.sync("north", NOW);
        federation.db.execute("update player set email = 'before', synced_email = 'before' where id % 2 = 0");
        federation.db.execute("insert into player (organization_id, external_id) values ('north', 'm6001')");
        registry.hasMany(6_001);

        var stats = federation.sync("north", NEXT_NIGHT);

        assertThat(stats).isEqualTo(new SyncStats(0, 3_001, 3_000, 0, 0, 0));
        assertThat(federation.db.fetchCount(
                        PLAYER, PLAYER.EMAIL.like("%@example.com").and(PLAYER.LAST_SYNCED_AT.eq(NEXT_NIGHT))))
                .isEqualTo(6_001);
        assertThat(federation.rows("select count(*) as all, count(distinct external_id) as each from sync_change "
                        + "where kind = 'updated' and field = 'email'"))
                .containsExactly(Map.of("all", 3_001L, "each", 3_001L));
    }

    @Test
    @Tag("C9")
    void a_long_list_is_synced_where_there_is_one_connection_only() {
        registry.pageSize = 1_000;
        registry.hasMany(6_000);
        var job = federation.take("north", "run", NOW);
        federation.fetch(job);
        try (var pool = TestDatabase.newPool(1)) {
            pool.setConnectionTimeout(250);

            var stats = new Federation(TestDatabase.dsl(pool)).sync.apply(job, NOW);

            assertThat(stats).isEqualTo(new SyncStats(6_000, 0, 0, 0, 0, 0));
        }
    }

    @Test
    @Tag("C4")
    @Tag("C10")
    void a_player_that_no_connector_ever_had_stays_active_though_no_list_has_it() {
        registry.hasMany(3);
        federation.sync("north", NOW);
        federation.db.execute("insert into player (organization_id, external_id) "
                + "values ('north', 'of another registry'), ('north', 'm2')");

        assertThat(federation.sync("north", NEXT_NIGHT)).isEqualTo(new SyncStats(0, 0, 3, 0, 0, 0));

        assertThat(active()).containsExactlyInAnyOrder("m1", "m2", "m3", "of another registry", "m2");
    }

    private List<Map<String, Object>> rowsWithoutTimes() {
        return federation.rows("select to_jsonb(player) - 'last_synced_at' as player from player order by id");
    }

    @Test
    @Tag("C6")
    void a_local_edit_is_kept_while_the_federation_says_what_it_said() {
        registry.has(member("m1", "email", "old@example.com", "address", "1 Mill Lane"));
        federation.sync("north", NOW);
        federation.edit("north", "m1", "email", "edited@example.com", "reception");
        registry.has(member("m1", "email", "old@example.com", "address", "2 Mill Lane"));

        var stats = federation.sync("north", NEXT_NIGHT);

        assertThat(stats).isEqualTo(new SyncStats(0, 1, 0, 0, 0, 0));
        assertThat(federation.player("north", "m1").getEmail()).isEqualTo("edited@example.com");
        assertThat(federation.player("north", "m1").getAddress()).isEqualTo("2 Mill Lane");
        assertThat(federation.db.fetchCount(SYNC_CONFLICT)).isZero();
    }

    @ParameterizedTest
    @EnumSource(ConflictStrategy.class)
    @Tag("C7")
    @Tag("C8")
    void a_conflict_is_resolved_by_the_strategy_and_kept(ConflictStrategy strategy) {
        registry.has(member("m1", "email", "old@example.com"));
        federation.sync("north", NOW);
        federation.edit("north", "m1", "email", "edited@example.com", "reception");
        registry.has(member("m1", "email", "new@example.com"));

        var stats = federation.sync("north", strategy, NEXT_NIGHT);

        var stands = strategy == ConflictStrategy.federation_wins ? "new@example.com" : "edited@example.com";
        assertThat(stats.conflictsDetected()).isEqualTo(1);
        assertThat(stats.conflictsResolved()).isEqualTo(1);
        assertThat(federation.player("north", "m1").getEmail()).isEqualTo(stands);
        var kept = federation.db.fetchSingle(SYNC_CONFLICT);
        assertThat(kept.getField()).isEqualTo("email");
        assertThat(kept.getFederationValue()).isEqualTo("new@example.com");
        assertThat(kept.getLocalValue()).isEqualTo("edited@example.com");
        assertThat(kept.getResolvedValue()).isEqualTo(stands);
        assertThat(kept.getStrategy()).isEqualTo(strategy.name());
        assertThat(kept.getReason()).contains(strategy.name());
        if (strategy == ConflictStrategy.merge) {
            assertThat(kept.getReason()).contains("reception");
        }
        assertThat(federation.sync("north", strategy, NEXT_NIGHT.plusSeconds(60)))
                .as("once resolved, it is none")
                .isEqualTo(new SyncStats(0, 0, 1, 0, 0, 0));
    }

    @Test
    @Tag("C9")
    @Tag("C21")
    void a_malformed_member_is_set_aside_and_stops_nobody() {
        registry.has(
                member("m1", "firstName", "Aoife"),
                member("m2", "firstName", "Bruno", "dateOfBirth", "31 February"),
                member("", "firstName", "Nobody"));

        var stats = federation.sync("north", NOW);

        assertThat(stats.created()).isEqualTo(1);
        var history = federation.db.fetchSingle(SYNC_HISTORY);
        assertThat(history.getSetAside().data()).contains("m2", "dateOfBirth", "id is missing");
        assertThat(history.getStatus()).isEqualTo("completed");
    }

    @Test
    @Tag("C9")
    void an_id_with_half_of_a_character_is_set_aside_and_stops_nobody() {
        var cutInHalf = "x".repeat(199) + "\ud83d\ude00" + "x".repeat(1_000);
        registry.mood = request -> new Registry.Mood(200, null, """
                {"members":[{"id":"m1","firstName":"Aoife"},{"id":"\\ud800","firstName":"Half"},{"id":"%s"}],\
                "page":1,"totalPages":1}""".formatted(cutInHalf));

        assertThat(federation.sync("north", NOW).created()).isEqualTo(1);

        var setAside = federation.db.fetchSingle(SYNC_HISTORY).getSetAside().data();
        assertThat(setAside).contains("half of a character", "\"?\"", "xxx?\"");
    }

    @Test
    @Tag("C9")
    @Tag("C10")
    void a_member_whose_record_became_malformed_is_there_all_the_same() {
        registry.has(member("m1", "firstName", "Aoife"), member("m2", "firstName", "Bruno"));
        federation.sync("north", NOW);
        registry.has(member("m1", "firstName", "Aoife"), member("m2", "dateOfBirth", "yesterday"));

        federation.sync("north", NEXT_NIGHT);

        assertThat(active()).containsExactlyInAnyOrder("m1", "m2");
    }

    @Test
    @Tag("C9")
    @Tag("C10")
    void while_a_record_has_no_id_nobody_becomes_inactive_and_the_admins_are_asked() {
        registry.has(member("m1", "firstName", "Aoife"), member("m2", "firstName", "Bruno"));
        federation.sync("north", NOW);
        registry.has(member("m1", "firstName", "Aoife"), Map.of("firstName", "Bruno"));

        assertThat(federation.sync("north", NEXT_NIGHT).deactivated()).isZero();

        assertThat(active()).containsExactlyInAnyOrder("m1", "m2");
        assertThat(federation
                        .db
                        .fetchSingle(SYNC_HISTORY, SYNC_HISTORY.STARTED_AT.eq(NEXT_NIGHT))
                        .getNote())
                .contains("1 record", "no id");
        assertThat(federation.db.fetchSingle(INCIDENT).getText()).contains("no id");
    }

    @Test
    @Tag("C10")
    @Tag("C19")
    void an_answer_about_one_member_that_has_no_id_does_not_make_it_inactive() {
        registry.hasMany(3);
        federation.sync("north", NOW);
        registry.mood = request -> new Registry.Mood(200, null, "{\"firstName\":\"Nobody\"}");

        assertThat(syncMember("m2", NEXT_NIGHT).deactivated()).isZero();

        assertThat(active()).containsExactlyInAnyOrder("m1", "m2", "m3");
    }

    private SyncStats syncMember(String member, Instant now) {
        federation.queue.addMember(Federation.club("north"), member, now);
        var job = federation
                .queue
                .claim(Federation.club("north"), "w", "run-" + now, now)
                .job();
        federation.fetch(job);
        return federation.sync.apply(job, now);
    }

    @Test
    @Tag("C10")
    void a_member_that_is_gone_becomes_inactive_and_active_again_when_it_is_back() {
        registry.hasMany(20);
        federation.sync("north", NOW);
        registry.hasMany(19);
        assertThat(federation.sync("north", NEXT_NIGHT)).isEqualTo(new SyncStats(0, 0, 19, 1, 0, 0));
        assertThat(active()).hasSize(19).doesNotContain("m20");

        registry.hasMany(20);
        assertThat(federation.sync("north", NEXT_NIGHT.plus(Duration.ofDays(1))))
                .isEqualTo(new SyncStats(0, 1, 19, 0, 0, 0));
        assertThat(active()).hasSize(20);
    }

    @Test
    @Tag("C10")
    void where_too_many_are_missing_none_becomes_inactive_and_the_admins_are_asked() {
        registry.hasMany(100);
        federation.sync("north", NOW);
        registry.hasMany(89); // 11 of 100

        assertThat(federation.sync("north", NEXT_NIGHT).deactivated()).isZero();

        assertThat(active()).hasSize(100);
        var incident = federation.db.fetchSingle(INCIDENT);
        assertThat(incident.getRecipients()).containsExactly("admin@north.example");
        assertThat(incident.getText()).contains("11 of 100");
        assertThat(federation
                        .db
                        .fetchSingle(SYNC_HISTORY, SYNC_HISTORY.STARTED_AT.eq(NEXT_NIGHT))
                        .getNote())
                .contains("11 of 100");
    }

    @Test
    @Tag("C10")
    void ten_of_a_hundred_may_leave() {
        registry.hasMany(100);
        federation.sync("north", NOW);
        registry.hasMany(90);

        assertThat(federation.sync("north", NEXT_NIGHT).deactivated()).isEqualTo(10);
        assertThat(federation.db.fetchCount(INCIDENT)).isZero();
    }

    @Test
    @Tag("C10")
    void an_empty_list_makes_nobody_inactive_however_few_there_are() {
        registry.hasMany(3);
        federation.sync("north", NOW);
        registry.hasMany(0);

        assertThat(federation.sync("north", NEXT_NIGHT).deactivated()).isZero();
        assertThat(active()).hasSize(3);
        assertThat(federation.db.fetchCount(INCIDENT)).isEqualTo(1);
    }

    @Test
    @Tag("C10")
    void a_list_that_shrinks_while_it_is_read_makes_nobody_inactive() {
        registry.hasMany(120);
        federation.sync("north", NOW);
        registry.hasMany(115);
        registry.totalPages = page -> page == 1 ? 3 : 2;

        federation.sync("north", NEXT_NIGHT);

        assertThat(active()).hasSize(120);
        assertThat(federation
                        .db
                        .fetchSingle(SYNC_HISTORY, SYNC_HISTORY.STARTED_AT.eq(NEXT_NIGHT))
                        .getNote())
                .contains("changed while it was read");
    }

    @Test
    @Tag("C2")
    @Tag("C10")
    void the_connector_is_as_fresh_as_its_last_organisation() {
        federation.organization("south");
        registry.hasMany(3);
        federation.sync("north", NOW);
        assertThat(federation.db.fetchSingle(CONNECTOR).getLastSyncAt()).isNull();

        federation.sync("south", NOW.plusSeconds(60));
        assertThat(federation.db.fetchSingle(CONNECTOR).getLastSyncAt()).isEqualTo(NOW);

        federation.sync("north", NEXT_NIGHT);
        assertThat(federation.db.fetchSingle(CONNECTOR).getLastSyncAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    @Tag("C9")
    void a_connection_that_is_cut_anywhere_in_an_apply_leaves_every_player_as_before_or_as_after() throws Exception {
        registry.hasMany(300);
        federation.sync("north", NOW);
        var changed = new ArrayList<Map<String, Object>>();
        for (var i = 1; i <= 300; i++) {
            changed.add(member("m" + i, "firstName", "First" + i, "lastName", "Last" + i, "email", i + "@new.example"));
        }
        registry.has(changed);
        var random = new Random(5);
        var cuts = 0;
        try (var pool = TestDatabase.newPool(2)) {
            var cuttable = new Federation(TestDatabase.dsl(pool));
            for (var round = 0; round < 50; round++) {
                var at = NEXT_NIGHT.plusSeconds(round);
                var job = federation.take("north", "round-" + round, at);
                federation.fetch(job);
                var cut = cutLater(random.nextInt(12_000));
                try {
                    cuttable.sync.apply(job, at);
                } catch (RuntimeException e) {
                    cuts++;
                }
                cut.join();
                var emails = federation.db.fetch("select distinct split_part(email, '@', 2) from player");
                assertThat(emails).as("round %s", round).hasSize(1);
                var applied = emails.get(0).get(0).equals("new.example");
                if (federation
                        .db
                        .fetchSingle(SYNC_JOB, SYNC_JOB.ID.eq(job.id()))
                        .getStatus()
                        .equals("running")) {
                    assertThat(applied).isFalse();
                    assertThat(federation.fail(job, "the connection was cut", true, at))
                            .isTrue();
                    assertThat(federation
                                    .db
                                    .fetchSingle(SYNC_HISTORY, SYNC_HISTORY.ID.eq(job.historyId()))
                                    .getError())
                            .isEqualTo("the connection was cut");
                    federation.db.execute("delete from sync_job");
                } else {
                    assertThat(applied).isTrue();
                    federation.db.execute("update player set email = replace(email, 'new.example', 'example.com'), "
                            + "synced_email = replace(synced_email, 'new.example', 'example.com')");
                }
            }
        }
        assertThat(cuts).as("cuts that came while it was applied").isGreaterThan(5);
    }

    private Thread cutLater(int micros) {
        var thread = new Thread(() -> {
            var until = System.nanoTime() + micros * 1_000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            federation.db.fetch(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?",
                    TestDatabase.CUTTABLE);
        });
        thread.start();
        return thread;
    }

    @Test
    @Tag("C13")
    void an_attempt_that_comes_back_after_another_took_over_writes_nothing() {
        registry.hasMany(3);
        var frozen = federation.take("north", "run-of-the-frozen", NOW);
        federation.fetch(frozen);
        var second = federation
                .queue
                .claim(Federation.club("north"), "federation/registry/north", "run-of-the-second", NOW.plusSeconds(90))
                .job();
        assertThat(second.id()).isEqualTo(frozen.id());
        assertThat(second.fence()).isGreaterThan(frozen.fence());

        assertThatThrownBy(() -> federation.sync.apply(frozen, NOW)).matches(Rejected::isCauseOf);
        assertThat(federation.db.fetchCount(PLAYER)).isZero();

        federation.fetch(second);
        federation.sync.apply(second, NOW.plusSeconds(90));
        federation.db.execute("update player set first_name = 'as the second left it'");
        assertThatThrownBy(() -> federation.sync.apply(frozen, NOW)).matches(Rejected::isCauseOf);
        assertThatThrownBy(() -> federation.pages.keep(frozen, new MemberPage(List.of(), 9, 9)))
                .matches(Rejected::isCauseOf);
        assertThat(federation.db.fetch(PLAYER).map(player -> player.getFirstName()))
                .containsOnly("as the second left it");
        assertThat(federation.rows("select * from fetched_members")).isEmpty();
    }

    @Test
    @Tag("C3")
    @Tag("C9")
    void what_one_worker_has_fetched_another_one_applies() {
        registry.hasMany(2_500); // fifty pages
        var job = federation.take("north", "run", NOW);
        federation.fetch(job);

        var another = new Federation(federation.db);

        assertThat(another.sync.apply(job, NOW)).isEqualTo(new SyncStats(2_500, 0, 0, 0, 0, 0));
        assertThat(federation.db.fetchCount(
                        PLAYER, PLAYER.EXTERNAL_ID.eq("m1234").and(PLAYER.FIRST_NAME.eq("First1234"))))
                .isEqualTo(1);
    }

    @Test
    @Tag("C3")
    @Tag("C9")
    void a_page_that_another_worker_had_to_fetch_anew_is_applied_as_that_one_has_kept_it() {
        registry.has(member("m1", "firstName", "Before"));
        var job = federation.take("north", "run", NOW);
        federation.fetch(job);
        federation.db.execute("truncate fetched_members"); // as a crash of the database does
        registry.has(member("m1", "firstName", "After"));
        new Federation(federation.db).fetch(job);

        federation.sync.apply(job, NOW);

        assertThat(federation.db.fetchSingle(PLAYER).getFirstName()).isEqualTo("After");
    }

    @Test
    @Tag("C9")
    void an_apply_that_is_asked_for_twice_answers_the_same_and_writes_once() {
        registry.hasMany(30);
        var job = federation.take("north", "run", NOW);
        federation.fetch(job);
        var first = federation.sync.apply(job, NOW);
        var before = federation.rows("select xmin::text, * from player order by id");

        assertThat(federation.sync.apply(job, NOW.plusSeconds(9))).isEqualTo(first);

        assertThat(federation.rows("select xmin::text, * from player order by id"))
                .isEqualTo(before);
        assertThat(federation.db.fetchCount(SYNC_HISTORY)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 6_000})
    @Tag("C6")
    void an_edit_that_is_made_while_the_sync_is_applied_is_not_lost(int members) throws Exception {
        registry.pageSize = 1_000;
        registry.hasMany(members);
        federation.sync("north", NOW);
        var changed = new ArrayList<Map<String, Object>>();
        for (var i = 1; i <= members; i++) {
            changed.add(member("m" + i, "firstName", "New" + i, "lastName", "Last" + i, "email", i + "@example.com"));
        }
        registry.has(changed);
        var job = federation.take("north", "run", NEXT_NIGHT);
        federation.fetch(job);
        var applying = new Thread(() -> federation.sync.apply(job, NEXT_NIGHT));
        federation.db.transaction(transaction -> {
            transaction
                    .dsl()
                    .execute(
                            "update player set first_name = 'Edited', modified_by = 'reception' where external_id = 'm7'");
            applying.start();
            org.awaitility.Awaitility.await()
                    .until(() -> !federation
                            .rows("select 1 from pg_stat_activity where "
                                    + "wait_event_type = 'Lock' and query like '%player%'")
                            .isEmpty());
        });
        applying.join();

        var conflict = federation.db.fetchSingle(SYNC_CONFLICT);
        assertThat(conflict.getLocalValue()).isEqualTo("Edited");
        assertThat(conflict.getFederationValue()).isEqualTo("New7");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 6_000})
    @Tag("C6")
    @Tag("C9")
    void a_sync_comes_through_while_somebody_edits_a_player_again_and_again(int members) throws Exception {
        registry.pageSize = 1_000;
        registry.hasMany(members);
        federation.sync("north", NOW);
        var job = federation.take("north", "run", NEXT_NIGHT);
        federation.fetch(job);
        var edits = new AtomicInteger();
        var over = new AtomicBoolean();
        var editor = new Thread(() -> {
            while (!over.get()) {
                federation.edit("north", "m7", "address", edits.incrementAndGet() + " Mill Lane", "reception");
            }
        });
        editor.start();
        try {
            org.awaitility.Awaitility.await().until(() -> edits.get() > 10);

            assertThat(federation.sync.apply(job, NEXT_NIGHT).unchanged()).isEqualTo(members);
        } finally {
            over.set(true);
            editor.join();
        }
        assertThat(federation.player("north", "m7").getAddress()).isEqualTo(edits.get() + " Mill Lane");
        assertThat(federation.db.fetchCount(SYNC_CONFLICT)).isZero();
    }

    @Test
    @Tag("C19")
    void one_member_is_synced_alone() {
        registry.hasMany(3);
        federation.sync("north", NOW);
        registry.has(member("m2", "firstName", "Renamed"));
        federation.queue.addMember(Federation.club("north"), "m2", NEXT_NIGHT);
        var job = federation
                .queue
                .claim(Federation.club("north"), "w", "r", NEXT_NIGHT)
                .job();
        federation.fetch(job);

        assertThat(federation.sync.apply(job, NEXT_NIGHT)).isEqualTo(new SyncStats(0, 1, 0, 0, 0, 0));

        assertThat(federation.player("north", "m2").getFirstName()).isEqualTo("Renamed");
        assertThat(active()).hasSize(3);
        assertThat(registry.asked).last().asString().endsWith("/members/m2");
    }

    @Test
    @Tag("C19")
    void a_member_that_was_deleted_becomes_inactive_and_stays_a_row() {
        registry.hasMany(3);
        federation.sync("north", NOW);
        registry.hasMany(2);
        federation.queue.addMember(Federation.club("north"), "m3", NEXT_NIGHT);
        var job = federation
                .queue
                .claim(Federation.club("north"), "w", "r", NEXT_NIGHT)
                .job();
        federation.fetch(job);

        federation.sync.apply(job, NEXT_NIGHT);

        assertThat(federation.player("north", "m3").getActive()).isFalse();
        assertThat(active()).containsExactlyInAnyOrder("m1", "m2");
    }

    @Test
    @Tag("C19")
    void events_in_every_order_and_with_repeats_end_in_the_federations_state() {
        var events = List.of("created", "updated", "deleted");
        var activities = new FederationActivitiesImpl(
                federation.db,
                federation.queue,
                federation.pages,
                federation.source,
                federation.sync,
                null,
                new FederationMetrics(new SimpleMeterRegistry()),
                Federation.settings(),
                () -> NOW);
        var there = new ArrayList<Map<String, Object>>();
        for (var first : events) {
            for (var second : events) {
                for (var third : events) {
                    var number = there.size();
                    there.add(member("stays" + number, "firstName", "As the federation has it"));
                    registry.has(there);
                    for (var event : List.of(first, second, third, third)) {
                        for (var member : List.of("stays" + number, "gone" + number)) {
                            activities.queueMember("registry", "north", new MemberChange(member, event), NOW);
                        }
                        workOff();
                    }
                }
            }
        }

        assertThat(active()).hasSize(27).allMatch(member -> member.startsWith("stays"));
        assertThat(federation.db.fetch(PLAYER).map(player -> player.getFirstName()))
                .containsOnly("As the federation has it");
    }

    private void workOff() {
        for (var run = 0; ; run++) {
            var job = federation
                    .queue
                    .claim(Federation.club("north"), "w", "r" + run, NOW)
                    .job();
            if (job == null) {
                return;
            }
            federation.fetch(job);
            federation.sync.apply(job, NOW);
        }
    }

    @Test
    @Tag("C14")
    void members_whose_syncs_fail_are_one_incident_until_the_whole_organisation_is_in_step_again() {
        registry.hasMany(30);
        for (var i = 1; i <= 30; i++) {
            federation.queue.addMember(Federation.club("north"), "m" + i, NOW);
            var job = federation
                    .queue
                    .claim(Federation.club("north"), "w", "run-" + i, NOW)
                    .job();
            assertThat(federation.fail(job, "The registry answered 401.", false, NOW))
                    .isFalse();
        }
        federation.db.execute("insert into incident (cause, subject, text, opened_at) values "
                + "('federation/registry/north/members/m1', 'as the release before wrote it', '', now())");
        assertThat(federation.db.fetchCount(INCIDENT, INCIDENT.SUBJECT.startsWith("Members of north")))
                .isEqualTo(1);

        syncMember("m31", NOW.plusSeconds(1));
        assertThat(federation.db.fetchCount(INCIDENT, INCIDENT.GOOD_SINCE.isNotNull()))
                .as("thirty are not in step still")
                .isZero();

        federation.sync("north", NEXT_NIGHT);
        assertThat(federation.db.fetch(INCIDENT))
                .hasSize(2)
                .allMatch(incident -> NEXT_NIGHT.equals(incident.getGoodSince()));
    }

    @Test
    @Tag("C23")
    void a_preview_says_what_the_sync_then_does_and_writes_nothing() {
        registry.hasMany(30);
        federation.sync("north", NOW);
        federation.edit("north", "m4", "email", "edited@example.com", "reception");
        var now = new ArrayList<Map<String, Object>>();
        for (var i = 2; i <= 31; i++) {
            now.add(member(
                    "m" + i,
                    "firstName",
                    "First" + i,
                    "lastName",
                    "Last" + i,
                    "email",
                    i + (i < 9 ? "@new" : "@example.com")));
        }
        registry.has(now);
        var before = federation.rows("select xmin::text, * from player order by id");

        var preview = federation.preview.preview("registry", "north", ConflictStrategy.merge);

        assertThat(federation.rows("select xmin::text, * from player order by id"))
                .isEqualTo(before);
        assertThat(federation.sync("north", ConflictStrategy.merge, NEXT_NIGHT)).isEqualTo(preview.stats());
        var changes = federation.db.fetch(
                "select external_id, kind, field, before, after from sync_change c "
                        + "join sync_history h on h.id = c.history_id where h.started_at = '2026-03-02T02:00:00Z' and field is not null");
        assertThat(changes)
                .extracting(row -> tuple(row.get(0), row.get(2), row.get(3), row.get(4)))
                .containsExactlyInAnyOrderElementsOf(preview.members().stream()
                        .filter(member -> member.kind() == FederationPreview.Kind.updated)
                        .flatMap(member -> member.changes().stream()
                                .map(change -> tuple(
                                        member.memberId(), change.field().name(), change.before(), change.after())))
                        .toList());
        assertThat(preview.members().stream().flatMap(member -> member.conflicts().stream()))
                .hasSize(1);
    }
}
