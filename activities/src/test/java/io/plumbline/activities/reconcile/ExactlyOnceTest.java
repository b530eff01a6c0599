package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.activities.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags and health rows are written exactly once, whatever is retried, killed or run at the same time (A10). */
class ExactlyOnceTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LONG = Duration.ofDays(30);

    @ParameterizedTest
    @CsvSource({"PT23H59M59.999S, true", "PT24H, false", "PT0S, true", "PT-23H-59M-59.999S, true", "PT-24H, false"})
    @Tag("A10")
    void the_database_refuses_a_second_flag_inside_a_cooldown_whoever_writes_it(Duration later, boolean refused) {
        var db = TestDatabase.empty();
        var contact = Tenant.active(db, "acme", NOW).quietFor(LONG);
        insertFlag(db, contact, NOW);

        if (refused) {
            assertThatThrownBy(() -> insertFlag(db, contact, NOW.plus(later)))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("one_flag_per_cooldown");
        } else {
            assertThatCode(() -> insertFlag(db, contact, NOW.plus(later))).doesNotThrowAnyException();
        }
    }

    private static void insertFlag(DSLContext db, long contact, Instant at) {
        db.execute(
                "insert into contact_note (contact_id, content, added_by, added_at) values (?, '', 'background-sync', ?::timestamptz)",
                contact,
                at.toString());
    }

    @Test
    @Tag("A10")
    void an_activity_that_is_retried_after_its_commit_changes_nothing_and_says_the_same() {
        var db = TestDatabase.empty();
        var acme = Tenant.active(db, "acme", NOW);
        acme.quiet(120);
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));
        var run = Hands.run("1", NOW);

        var first = hands.activities.flagStaleContacts("acme", run);
        var again = hands.activities.flagStaleContacts("acme", run);

        assertThat(again).isEqualTo(first);
        assertThat(db.fetchCount(CONTACT_NOTE)).isEqualTo(50);
        assertThat(db.fetchCount(SYNC_HEALTH)).isEqualTo(1);
        assertThat(hands.meters.get("plumbline.reconcile.flagged").counter().count())
                .isEqualTo(50);
    }

    @Test
    @Tag("A8")
    @Tag("A17")
    void a_page_that_is_settled_again_after_its_commit_counts_in_no_metric_again() {
        var db = TestDatabase.empty();
        for (var workspace : List.of("a", "b", "c")) {
            Tenant.active(db, workspace, NOW).quietFor(Duration.ofMinutes(1));
        }
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        var first = hands.activities.settleQuietWorkspaces("", Hands.run("1", NOW));
        var again = hands.activities.settleQuietWorkspaces("", Hands.run("1", NOW));

        assertThat(again).isEqualTo(first);
        assertThat(hands.meters.get("plumbline.reconcile.checked").counter().count())
                .isEqualTo(3);
        assertThat(hands.meters
                        .get("plumbline.reconcile.runs")
                        .tags("trigger", "scheduled", "status", "completed")
                        .counter()
                        .count())
                .isEqualTo(3);
        assertThat(hands.meters.get("plumbline.reconcile.duration").timer().count())
                .isEqualTo(3);
    }

    @Test
    @Tag("A10")
    void attempts_of_one_run_at_the_same_time_have_the_effect_of_one() throws Exception {
        var db = TestDatabase.empty();
        Tenant.active(db, "acme", NOW).quiet(120);
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        atTheSameTime(16, () -> hands.activities.flagStaleContacts("acme", Hands.run("1", NOW)));

        assertThat(db.fetchCount(CONTACT_NOTE)).isEqualTo(50);
        assertThat(db.fetchCount(SYNC_HEALTH)).isEqualTo(1);
    }

    @Test
    @Tag("A10")
    @Tag("A14")
    void different_runs_at_the_same_time_flag_no_contact_twice() throws Exception {
        var db = TestDatabase.empty();
        var acme = Tenant.active(db, "acme", NOW);
        acme.quiet(120);
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));
        var runs = new java.util.concurrent.atomic.AtomicInteger();

        atTheSameTime(
                8, () -> hands.activities.flagStaleContacts("acme", Hands.run("run" + runs.incrementAndGet(), NOW)));

        assertThat(acme.flaggedAt(NOW)).hasSize(120).doesNotHaveDuplicates();
        assertThat(db.fetch(SYNC_HEALTH).map(row -> row.getFlagged()))
                .containsExactlyInAnyOrder(50, 50, 20, 0, 0, 0, 0, 0);
    }

    @Test
    @Tag("A10")
    @Tag("A17")
    void a_page_that_is_settled_twice_at_the_same_time_has_one_row_for_each_workspace() throws Exception {
        var db = TestDatabase.empty();
        for (int i = 0; i < 50; i++) {
            Tenant.active(db, "w%02d".formatted(i), NOW).quietFor(Duration.ofMinutes(1));
        }
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        var pages = atTheSameTime(6, () -> hands.activities.settleQuietWorkspaces("", Hands.run("1", NOW)));

        assertThat(db.fetchCount(SYNC_HEALTH)).isEqualTo(50);
        assertThat(pages).allMatch(page -> page.quiet().workspaces() == 50);
    }

    @Test
    @Tag("A10")
    void a_connection_that_is_cut_anywhere_leaves_all_or_nothing() throws Exception {
        var db = TestDatabase.empty();
        var acme = Tenant.active(db, "acme", NOW);
        acme.quiet(3_000);
        var random = new Random(7);
        var cutter = Executors.newSingleThreadExecutor();
        try (var onlyConnection = TestDatabase.newPool(1)) {
            var hands =
                    new Hands(TestDatabase.dsl(onlyConnection), Hands.settings(10, 1_000), InstantSource.fixed(NOW));
            // The newest whole attempt says how long one takes: the first is many times slower than the hundredth.
            var usual = nanosOf(() -> hands.activities.flagStaleContacts("acme", Hands.run("first", NOW)));
            var interrupted = 0;
            for (int i = 1; interrupted < 40 && i < 280; i++) {
                var run = Hands.run("run" + i, NOW.plusSeconds(i));
                var moment = random.nextLong(usual);
                var cut = cutter.submit(() -> cutAfter(db, moment));
                var done = false;
                while (!done) { // as Temporal would
                    try {
                        usual = nanosOf(() -> hands.activities.flagStaleContacts("acme", run));
                        done = true;
                    } catch (RuntimeException lostItsConnection) {
                        interrupted++;
                        assertAllOrNothing(db, acme, run.asOf());
                    }
                }
                cut.get();
                assertAllOrNothing(db, acme, run.asOf());
                assertThat(acme.flaggedAt(run.asOf())).hasSize(10);
            }
            assertThat(interrupted).isGreaterThan(10);
        } finally {
            cutter.shutdown();
        }
    }

    private static void assertAllOrNothing(DSLContext db, Tenant acme, Instant asOf) {
        var flags = acme.flaggedAt(asOf).size();
        var rows = db.fetchCount(SYNC_HEALTH, SYNC_HEALTH.RUN_AT.eq(asOf));
        assertThat(List.of(flags, rows)).isIn(List.of(0, 0), List.of(10, 1));
    }

    private static long nanosOf(Runnable task) {
        var begun = System.nanoTime();
        task.run();
        return System.nanoTime() - begun;
    }

    /** Cuts every connection but that of the test itself. */
    private static int cutAfter(DSLContext db, long nanos) {
        var until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return db.execute("select pg_terminate_backend(pid) from pg_stat_activity " + "where application_name = '"
                + TestDatabase.CUTTABLE + "'");
    }

    /** One attempt of a run; its clock may have stepped back against the run before. */
    record Attempt(int run, int minutes) {}

    @Provide
    Arbitrary<List<Attempt>> attempts() {
        var attempt = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(-3_000, 3_000))
                .as(Attempt::new);
        return attempt.list().ofMinSize(1).ofMaxSize(12);
    }

    @Property(tries = 60)
    @net.jqwik.api.Tag("A10")
    void any_order_of_retries_duplicates_and_clock_steps_gives_the_rows_of_each_run_once(
            @ForAll("attempts") List<Attempt> attempts, @ForAll Random random) {
        var clocks = new java.util.HashMap<Integer, Integer>(); // a run has one clock, its first attempt's
        attempts.forEach(attempt -> clocks.putIfAbsent(attempt.run(), attempt.minutes()));
        var once = attempts.stream().map(Attempt::run).distinct().toList();
        var withRepeats = new ArrayList<Integer>();
        for (var run : once) {
            withRepeats.add(run);
            for (int repeats = random.nextInt(3); repeats > 0; repeats--) { // of any run that has been
                withRepeats.add(withRepeats.get(random.nextInt(withRepeats.size())));
            }
        }

        assertThat(rowsAfter(withRepeats, clocks)).isEqualTo(rowsAfter(once, clocks));
    }

    private static List<String> rowsAfter(List<Integer> runs, java.util.Map<Integer, Integer> clocks) {
        var db = TestDatabase.empty();
        Tenant.active(db, "acme", NOW).quiet(12);
        var hands = new Hands(db, Hands.settings(5, 1_000), InstantSource.fixed(NOW));
        for (var run : runs) {
            var asOf = NOW.plus(Duration.ofMinutes(clocks.get(run)));
            hands.activities.flagStaleContacts("acme", Hands.run("run" + run, asOf));
        }
        var rows = new ArrayList<>(db.select(CONTACT_NOTE.CONTACT_ID, CONTACT_NOTE.ADDED_AT, CONTACT_NOTE.CONTENT)
                .from(CONTACT_NOTE)
                .orderBy(CONTACT_NOTE.CONTACT_ID, CONTACT_NOTE.ADDED_AT)
                .fetch(Object::toString));
        rows.addAll(db.select(SYNC_HEALTH.RUN_ID, SYNC_HEALTH.RUN_AT, SYNC_HEALTH.FLAGGED, SYNC_HEALTH.IN_COOLDOWN)
                .from(SYNC_HEALTH)
                .orderBy(SYNC_HEALTH.RUN_ID)
                .fetch(Object::toString));
        return rows;
    }

    private static <T> List<T> atTheSameTime(int threads, Callable<T> task) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            // with their connections open, so that they do not come one after the other
            Callable<Integer> warmUp = () -> TestDatabase.dsl().execute("select pg_sleep(0.3)");
            for (var future : pool.invokeAll(java.util.Collections.nCopies(threads, warmUp))) {
                future.get();
            }
            var results = new ArrayList<T>();
            for (var future : pool.invokeAll(java.util.Collections.nCopies(threads, task))) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
