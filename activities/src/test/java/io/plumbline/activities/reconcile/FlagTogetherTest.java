package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.database.Together;
import io.plumbline.workflows.reconcile.WorkspaceOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workspaces that are flagged at the same time share transactions, and nothing else. */
class FlagTogetherTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int WORKSPACES = 10;

    private final DSLContext db = TestDatabase.empty();
    private final Hands hands =
            new Hands(db, Hands.settings(50, 1_000, Duration.ofSeconds(4)), InstantSource.fixed(NOW));
    private final List<String> ids =
            IntStream.range(0, WORKSPACES).mapToObj("w%02d"::formatted).toList();

    @BeforeEach
    void quietContacts() {
        var random = new Random(3);
        for (var id : ids) {
            var tenant = Tenant.active(db, id, NOW);
            var contacts = tenant.quiet(5 + random.nextInt(65));
            contacts.stream().limit(random.nextInt(5)).forEach(contact -> tenant.flag(contact, Duration.ofHours(3)));
            tenant.quietFor(Duration.ofMinutes(1));
        }
    }

    private List<CompletableFuture<WorkspaceOutcome>> flagAtTheSameTime(List<String> workspaces) {
        var pool = Executors.newFixedThreadPool(workspaces.size());
        try {
            return workspaces.stream()
                    .map(id -> CompletableFuture.supplyAsync(
                            () -> hands.activities.flagStaleContacts(id, Hands.run("1", NOW)), pool))
                    .toList();
        } finally {
            pool.shutdown();
        }
    }

    /** So that those who come later gather, until all are there. */
    private List<CompletableFuture<WorkspaceOutcome>> flagWhileNobodyCanEnd(List<String> workspaces) {
        try (var other = TestDatabase.newPool(1)) {
            return TestDatabase.dsl(other).transactionResult(holding -> {
                holding.dsl().execute("lock table sync_health in exclusive mode");
                var first = flagAtTheSameTime(workspaces.subList(0, 1));
                await().until(() -> waiting() == 1);
                var others = flagAtTheSameTime(workspaces.subList(1, workspaces.size()));
                await().until(() -> Thread.getAllStackTraces().values().stream()
                                .filter(stack -> Stream.of(stack)
                                        .anyMatch(frame -> frame.getClassName().equals(Together.class.getName())))
                                .count()
                        == workspaces.size());
                return Stream.concat(first.stream(), others.stream()).toList();
            });
        }
    }

    private int waiting() {
        return db.fetchSingle("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                .get(0, Integer.class);
    }

    private static <T> List<T> without(int index, List<T> all) {
        var others = new ArrayList<>(all);
        others.remove(index);
        return others;
    }

    private int transactions() {
        return db.fetchSingle("select count(distinct xmin::text) from sync_health")
                .get(0, Integer.class);
    }

    @Test
    @Tag("A7")
    @Tag("A8")
    @Tag("A13")
    void each_flags_what_its_dry_run_lists() {
        var planned = ids.stream()
                .map(id -> hands.activities.flagStaleContacts(id, Hands.dryRun("1", NOW)))
                .toList();

        var outcomes = flagWhileNobodyCanEnd(ids);

        for (var i = 0; i < WORKSPACES; i++) {
            var plan = planned.get(i);
            assertThat(outcomes.get(i).join())
                    .usingRecursiveComparison()
                    .ignoringFields("wouldFlag")
                    .isEqualTo(plan);
            assertThat(db.fetch(
                                    "select contact_id from contact_note n join contact c on c.id = contact_id "
                                            + "where workspace_id = ? and added_at = ?::timestamptz",
                                    plan.workspaceId(),
                                    NOW.toString())
                            .getValues(0, Long.class))
                    .containsExactlyInAnyOrderElementsOf(plan.wouldFlag().stream()
                            .map(contact -> contact.contactId())
                            .toList());
        }
        assertThat(transactions()).as("the one that came first, and the others").isEqualTo(2);
    }

    @Test
    @Tag("A2")
    @Tag("A10")
    void one_that_cannot_be_flagged_fails_alone() {
        var first = hands.activities
                .flagStaleContacts("w03", Hands.dryRun("1", NOW))
                .wouldFlag()
                .get(0);
        db.execute("alter table contact_note add constraint no_flag_for_w03 check (contact_id <> " + first.contactId()
                + ")");
        try {
            var outcomes = flagAtTheSameTime(ids);

            assertThatThrownBy(outcomes.get(3)::join)
                    .isInstanceOf(CompletionException.class)
                    .hasStackTraceContaining("no_flag_for_w03");
            assertThat(without(3, outcomes)).allSatisfy(CompletableFuture::join);
            assertThat(db.fetch("select workspace_id from sync_health").getValues(0, String.class))
                    .hasSize(WORKSPACES - 1)
                    .doesNotContain("w03");
        } finally {
            db.execute("alter table contact_note drop constraint no_flag_for_w03");
        }
    }

    @Test
    @Tag("A2")
    void one_that_somebody_holds_keeps_no_other_waiting() throws Exception {
        try (var other = TestDatabase.newPool(1)) {
            var held = TestDatabase.dsl(other);
            held.transaction(holding -> {
                holding.dsl().execute("select from workspace where id = 'w03' for update");

                var outcomes = flagAtTheSameTime(ids);

                assertThat(without(3, outcomes)).allSatisfy(CompletableFuture::join);
                assertThat(outcomes.get(3)).isNotDone();
            });
        }
        assertThat(db.fetchCount(CONTACT_NOTE)).isPositive();
    }
}
