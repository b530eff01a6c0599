package io.plumbline.activities.products;

import static io.plumbline.infra.db.Tables.AUDIT_ENTRY;
import static io.plumbline.infra.db.Tables.INCIDENT;
import static io.plumbline.infra.db.Tables.PRODUCT;
import static io.plumbline.infra.db.Tables.SYNC_CONTROL;
import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.SYNC_PAGE;
import static io.plumbline.infra.db.Tables.SYNC_SESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.products.SyncControlRepository.Asked;
import io.plumbline.activities.products.SyncControlRepository.By;
import io.plumbline.infra.db.tables.records.SyncSessionRecord;
import io.plumbline.workflows.products.FeedProgress;
import io.plumbline.workflows.products.ProductActivities;
import io.plumbline.workflows.products.ProductRun;
import io.plumbline.workflows.products.ProductRunOutcome;
import io.plumbline.workflows.products.SyncCommand;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the feed has reaches the tables, on a real PostgreSQL, from a real HTTP server. */
class ProductActivitiesTest {

    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final DSLContext db = TestDatabase.empty();
    private final FeedServer server = new FeedServer().with(1_000);
    private final ProductSettings settings = Settings.of(server.url());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
    private final InstantSource clock = () -> now;
    private final ProductFeed feed = HttpProductFeedTest.feed(settings, null);
    private final ProductPages pages = new ProductPages(db);
    private final SyncControlRepository control = new SyncControlRepository(db, settings, feed, clock);
    private final SyncSessionRepository sessions = new SyncSessionRepository(db);

    private ProductActivities activities;

    @BeforeEach
    void start() {
        temporal.registerActivitiesImplementations(new ProductActivitiesImpl(
                db,
                control,
                new FeedReading(feed, pages, settings, clock),
                settings,
                new ProductMetrics(meters),
                clock));
        activities = temporal.newActivityStub(ProductActivities.class);
    }

    @AfterEach
    void close() {
        temporal.close();
        server.close();
    }

    private long begin() {
        control.requestReplay(By.person("a test"));
        now = now.plusSeconds(1);
        return beginDue();
    }

    private long beginDue() {
        ProductRun run = activities.beginProductRun(now);
        assertThat(run).isNotNull();
        return run.sessionId();
    }

    private ProductRunOutcome sync() {
        var session = begin();
        activities.readProductFeed(session);
        return activities.completeProductRun(session);
    }

    private SyncSessionRecord session(long id) {
        return db.fetchSingle(SYNC_SESSION, SYNC_SESSION.ID.eq(id));
    }

    private int live() {
        return db.fetchCount(PRODUCT, PRODUCT.DELETED_AT.isNull());
    }

    private List<?> rowVersions() {
        return db.fetch("select id, xmin::text from product order by id").intoMaps();
    }

    // ---- what a sync does

    @Test
    @Tag("D2")
    @Tag("D3")
    void created_updated_deleted_and_unchanged_products_are_told_apart() {
        assertThat(sync()).satisfies(first -> {
            assertThat(first.created()).isEqualTo(1_000);
            assertThat(first.updated() + first.deleted() + first.unchanged()).isZero();
        });
        server.items.set(0, FeedServer.item(1, 7));
        server.items.set(500, FeedServer.item(501, 7));
        server.items.remove(999);
        server.items.remove(998);
        server.items.add(FeedServer.item(2_000));

        var second = sync();

        assertThat(second).isEqualTo(new ProductRunOutcome(second.sessionId(), 999, 1, 2, 996, 2, null));
        var changed = db.fetchSingle(PRODUCT, PRODUCT.ID.eq("p00501"));
        assertThat(changed.getContent().data()).isEqualTo(FeedServer.item(501, 7));
        assertThat(changed.getUpdatedAt()).isEqualTo(now);
        assertThat(changed.getCreatedAt()).isBefore(now);
        var gone = db.fetchSingle(PRODUCT, PRODUCT.ID.eq("p00999"));
        assertThat(gone.getDeletedAt()).as("marked, not erased").isEqualTo(now);
        assertThat(live()).isEqualTo(999);
        var session = session(second.sessionId());
        assertThat(session.getTotalPages()).isEqualTo(10);
        assertThat(session.getPagesProcessed()).isEqualTo(10);
        assertThat(session.getItemsProcessed()).isEqualTo(999);
        assertThat(session.getStatus()).isEqualTo("completed");
        assertThat(db.fetchCount(SYNC_PAGE))
                .as("only a running session needs them")
                .isZero();
    }

    @Test
    @Tag("D3")
    void an_unchanged_feed_of_4540_writes_no_product_row_whatever_the_order_of_its_keys() {
        server.with(4_540);
        sync();
        var before = rowVersions();
        server.items.replaceAll(item ->
                item.replaceFirst("\\{(\"id\":\"[^\"]+\"),(\"name\":\"[^\"]+\"),(\"price\":\\d+)}", "{$3, $2, $1}"));

        var again = sync();

        assertThat(again.unchanged()).isEqualTo(4_540);
        assertThat(rowVersions()).isEqualTo(before);
    }

    @Test
    @Tag("D3")
    void a_product_that_comes_back_is_there_again() {
        sync();
        var last = server.items.remove(999);
        sync();
        server.items.add(last);

        var third = sync();

        assertThat(third.created()).isEqualTo(1);
        assertThat(third.unchanged()).isEqualTo(999);
        assertThat(db.fetchSingle(PRODUCT, PRODUCT.ID.eq("p01000")).getDeletedAt())
                .isNull();
    }

    @Test
    @Tag("D3")
    void contents_that_a_database_might_choke_on_are_kept_as_they_are() {
        server.items.set(0, "{\"id\":\"p00001\",\"x\":\"\\u0000\\ud800\",\"n\":1e4000,\"name\":\"\\u0000\"}");
        server.items.set(1, "{\"id\":\"it's \\\"{},\\\\ \u00e9\ud83d\ude00\",\"name\":\"{a,\\\"b\\\"}\"}");

        assertThat(sync().created()).isEqualTo(1_000);

        assertThat(db.fetchSingle(PRODUCT, PRODUCT.ID.eq("p00001")).getContent().data())
                .isEqualTo(server.items.get(0));
        assertThat(db.fetchSingle(PRODUCT, PRODUCT.ID.like("it''s%".replace("''", "'")))
                        .getName())
                .isEqualTo("{a,\"b\"}");
    }

    // ---- a feed that is not to be believed

    private void assertThatNothingIsDeletedSince(String reason) {
        var outcome = sync();

        assertThat(outcome.deleted()).isZero();
        assertThat(live()).isGreaterThanOrEqualTo(1_000);
        assertThat(session(outcome.sessionId()).getNote())
                .startsWith("Nothing was deleted: ")
                .contains(reason);
        assertThat(outcome.note()).contains(reason);
    }

    @Test
    @Tag("D3")
    void a_feed_that_breaks_off_at_page_7_of_10_deletes_nothing_and_says_so() {
        sync();
        server.answers.put(7, FeedServer.status(500));
        var session = begin();

        var failure = catchThrowable(() -> activities.readProductFeed(session));
        activities.recordFailedProductRun(session, Failures.reason(failure));

        assertThat(live()).isEqualTo(1_000);
        var row = session(session);
        assertThat(row.getStatus()).isEqualTo("failed");
        assertThat(row.getErrorMessage()).isEqualTo("The feed answers 500 for page 7");
        assertThat(row.getNote()).isEqualTo("Nothing was deleted: 6 of 10 pages of the feed were read");
        assertThatThrownBy(() -> activities.completeProductRun(session))
                .satisfies(e -> assertThat(Rejected.isCauseOf(e)).isTrue());
        assertThat(live()).isEqualTo(1_000);
    }

    @Test
    @Tag("D3")
    void a_feed_whose_page_7_is_empty_deletes_nothing() {
        sync();
        server.answers.put(
                7, exchange -> FeedServer.send(exchange, 200, "{\"items\":[],\"page\":7,\"totalPages\":10}"));

        assertThatNothingIsDeletedSince("page 7 of 10 is empty");
    }

    @Test
    @Tag("D3")
    void a_feed_that_repeats_a_page_deletes_nothing() {
        sync();
        server.answers.put(
                7, exchange -> FeedServer.send(exchange, 200, server.page(6, 10).replace("\"page\":6", "\"page\":7")));

        assertThatNothingIsDeletedSince("the feed repeats a page, or moved while it was read: 100 products came twice");
    }

    @Test
    @Tag("D3")
    void a_feed_that_answers_with_another_page_deletes_nothing() {
        sync();
        server.answers.put(7, exchange -> FeedServer.send(exchange, 200, server.page(6, 10)));

        assertThatNothingIsDeletedSince("page 7 says that it is page 6");
    }

    @Test
    @Tag("D3")
    void a_feed_whose_number_of_pages_changes_on_the_way_deletes_nothing() {
        sync();
        server.items.remove(3);
        server.answers.put(2, exchange -> FeedServer.send(exchange, 200, server.page(2, 9)));

        assertThatNothingIsDeletedSince("the number of pages changed while they were read, between 9 and 10");
    }

    @Test
    @Tag("D3")
    void a_feed_that_ends_before_its_end_deletes_nothing() {
        sync();
        server.answers.put(8, exchange -> FeedServer.send(exchange, 200, server.page(8, 8)));

        assertThatNothingIsDeletedSince("the number of pages changed");
    }

    @Test
    @Tag("D3")
    void a_feed_that_shrinks_by_more_than_half_deletes_nothing_and_by_half_it_does() {
        sync();
        server.items.subList(499, 1_000).clear(); // 499 are left

        assertThatNothingIsDeletedSince("the feed shrank by more than half, from 1000 products to 499");

        server.with(500);
        assertThat(sync().deleted()).isEqualTo(500);
    }

    @Test
    @Tag("D3")
    void an_empty_feed_deletes_nothing() {
        sync();
        server.items.clear();

        assertThatNothingIsDeletedSince("the feed shrank by more than half, from 1000 products to 0");
    }

    @Test
    @Tag("D3")
    void items_without_an_id_are_set_aside_and_said() {
        server.items.set(3, "{\"name\":\"nobody\"}");

        var outcome = sync();

        assertThat(outcome.created()).isEqualTo(999);
        assertThat(outcome.note())
                .isEqualTo("Nothing was deleted: page 1 has 1 items without an id that can be. "
                        + "1 items without an id of their own were set aside");
    }

    @Test
    @Tag("D3")
    void a_product_whose_item_comes_without_its_id_is_not_taken_for_gone() {
        sync();
        server.items.set(3, "{\"id\":null,\"name\":\"nobody\"}");
        server.items.remove(999);

        assertThatNothingIsDeletedSince("page 1 has 1 items without an id that can be");
    }

    @Test
    @Tag("D3")
    void an_id_that_comes_twice_on_a_page_stands_for_one_product_and_what_is_gone_is_deleted() {
        sync();
        server.items.set(3, FeedServer.item(3));

        assertThat(sync().deleted()).isEqualTo(1);
    }

    // ---- pages, pauses, and workers that come back

    @Test
    @Tag("D8")
    void a_pause_stops_at_the_next_page_and_the_reading_goes_on_from_there() {
        var session = begin();
        pauseBefore(4, session);

        FeedProgress progress = activities.readProductFeed(session);

        assertThat(progress).isEqualTo(new FeedProgress(4, now.plus(Duration.ofMinutes(45))));
        assertThat(session(session).getPagesProcessed())
                .as("seen while it runs")
                .isEqualTo(4);
        assertThat(session(session).getTotalPages()).isEqualTo(10);
        var asked = List.copyOf(server.asked);
        assertThat(asked).as("at most one page ahead").startsWith(1, 2, 3, 4).hasSizeLessThanOrEqualTo(5);

        server.answers.clear();
        assertThat(activities.readProductFeed(session).pausedUntil()).isNotNull();
        await().during(Duration.ofMillis(300)).until(() -> server.asked.size() <= 5); // still paused
        server.asked.clear();
        now = now.plus(Duration.ofMinutes(45)); // it expires by itself
        assertThat(activities.readProductFeed(session)).isEqualTo(new FeedProgress(10, null));

        // the last page is looked at once more, to see whether the feed has moved meanwhile
        assertThat(List.copyOf(server.asked)).containsExactly(4, 5, 6, 7, 8, 9, 10);
        assertThat(activities.completeProductRun(session).created()).isEqualTo(1_000);
    }

    @Test
    @Tag("D3")
    @Tag("D8")
    void a_feed_that_moves_during_a_pause_deletes_nothing() {
        sync();
        var session = begin();
        pauseBefore(4, session);
        activities.readProductFeed(session);
        server.answers.clear();
        server.items.remove(0); // so that the first product of page 5 is now on page 4, which was read
        control.resume(By.person("ana"));

        activities.readProductFeed(session);
        var outcome = activities.completeProductRun(session);

        assertThat(outcome.deleted()).isZero();
        assertThat(outcome.note()).contains("page 4 had other products when the reading went on");
        assertThat(live()).isEqualTo(1_000);
        assertThat(sync().deleted()).as("the next run sees all of it").isEqualTo(1);
    }

    /** Pages are asked for one ahead, so the pause waits until all before it are written. */
    private void pauseBefore(int page, long session) {
        server.answers.put(page, exchange -> {
            await().until(() -> session(session).getPagesProcessed() == page - 1);
            control.pause("orders", Duration.ofMinutes(45), By.person("ana"));
            FeedServer.send(exchange, 200, server.page(page, 10));
        });
    }

    @Test
    @Tag("D4")
    @Tag("D5")
    void a_second_attempt_goes_on_from_the_page_that_failed_and_counts_nothing_twice() {
        server.answers.put(7, FeedServer.status(500));
        var session = begin();
        catchThrowable(() -> activities.readProductFeed(session));
        server.answers.clear();

        activities.readProductFeed(session);
        var outcome = activities.completeProductRun(session);

        assertThat(outcome.processed()).isEqualTo(1_000);
        assertThat(outcome.created()).isEqualTo(1_000);
        assertThat(db.fetchCount(SYNC_SESSION)).isEqualTo(1);
        assertThat(List.copyOf(server.asked)).containsExactly(1, 2, 3, 4, 5, 6, 7, 6, 7, 8, 9, 10);
    }

    @Test
    @Tag("D5")
    void a_page_that_is_written_slowly_shows_a_sign_of_life_before_each_statement() {
        var signs = new CopyOnWriteArrayList<Integer>();

        new FeedReading(feed, pages, settings, clock).read(begin(), signs::add);

        assertThat(signs.stream().filter(page -> page == 5))
                .as("one is of its fetch")
                .hasSize(1 + 5);
    }

    @Test
    @Tag("D5")
    void a_worker_that_comes_back_from_the_dead_writes_nothing_any_more() {
        sync();
        var session = begin();
        var dead = pages.newReader(session).reader();
        pages.newReader(session); // another worker goes on
        var before = rowVersions();

        assertThatThrownBy(() -> pages.write(dead, strangePage(), now, () -> {}))
                .satisfies(e -> assertThat(Failures.reason(e)).startsWith("Another worker has gone on"));
        activities.recordFailedProductRun(session, "lost");
        var next = begin();
        assertThatThrownBy(() -> pages.write(dead, strangePage(), now, () -> {}))
                .satisfies(e -> assertThat(Failures.reason(e)).contains("has ended already, as failed"));

        assertThat(rowVersions()).isEqualTo(before);
        assertThat(session(next).getPagesProcessed()).isZero();
    }

    private static FeedPage strangePage() {
        return FeedPageReader.read(1, "{\"items\":[" + FeedServer.item(1, 9_999) + "],\"page\":1,\"totalPages\":1}");
    }

    @Test
    @Tag("D2")
    void a_feed_that_asks_to_wait_is_obeyed_up_to_a_limit() {
        var told = new ArrayList<Integer>();
        server.answers.put(2, exchange -> {
            told.add(2);
            if (told.size() == 1) {
                exchange.getResponseHeaders().add("Retry-After", "1");
                FeedServer.send(exchange, 429, "");
            } else {
                FeedServer.send(exchange, 200, server.page(2, 10));
            }
        });
        var begun = System.nanoTime();
        var session = begin();
        assertThat(activities.readProductFeed(session)).isEqualTo(new FeedProgress(10, null));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        activities.completeProductRun(session);

        server.answers.put(2, exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3600");
            FeedServer.send(exchange, 429, "");
        });
        var other = begin();
        var failure = catchThrowable(() -> activities.readProductFeed(other));
        assertThat(Failures.reason(failure)).isEqualTo("The feed asks to wait 3600 s before page 2");
    }

    // ---- sessions

    @Test
    @Tag("D1")
    @Tag("D5")
    void of_many_that_begin_together_one_begins() throws Exception {
        control.requestReplay(By.person("a test"));
        var threads = Executors.newFixedThreadPool(8);
        try {
            var tries = IntStream.range(0, 24)
                    .mapToObj(n -> (Callable<Object>) () -> String.valueOf(control.begin(now, "try " + n)))
                    .toList();
            var begun = threads.invokeAll(tries).stream()
                    .map(ProductActivitiesTest::value)
                    .filter(id -> !id.equals("null"))
                    .toList();
            assertThat(begun).hasSize(1);
        } finally {
            threads.shutdown();
        }
        assertThat(db.fetchCount(SYNC_SESSION)).isEqualTo(1);
        assertThatThrownBy(() -> db.insertInto(SYNC_SESSION)
                        .set(SYNC_SESSION.STATUS, "running")
                        .execute())
                .as("the database itself")
                .hasMessageContaining("one_running_session");
    }

    private static Object value(java.util.concurrent.Future<Object> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("D5")
    void a_beginning_that_is_tried_twice_begins_once() {
        control.requestReplay(By.person("a test"));

        var first = control.begin(now, "one key");
        var again = control.begin(now, "one key");

        assertThat(first).isNotNull().isEqualTo(again);
    }

    @Test
    @Tag("D4")
    @Tag("D5")
    void a_failed_run_tells_everybody_once_and_a_good_one_ends_it() {
        var session = begin();
        activities.recordFailedProductRun(session, "The feed answers 500 for page 7");
        activities.recordFailedProductRun(session, "once more");

        var failure = db.fetchSingle(SYNC_FAILURE);
        assertThat(failure.getSource()).isEqualTo("products");
        assertThat(failure.getWorkspaceId()).isNull();
        assertThat(failure.getError()).isEqualTo("The feed answers 500 for page 7");
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(session(session).getErrorMessage()).isEqualTo("The feed answers 500 for page 7");
        assertThat(session(session).getCompletedAt()).isEqualTo(now);
        var incident = db.fetchSingle(INCIDENT);
        assertThat(incident.getCause()).isEqualTo("products");
        assertThat(incident.getText()).contains("The feed answers 500 for page 7");
        assertThat(runs("failed")).isEqualTo(1);

        activities.recordFailedProductRun(begin(), "The feed answers 500 for page 7");
        assertThat(db.fetchSingle(SYNC_FAILURE).getAttempts())
                .as("one thing that fails")
                .isEqualTo(2);
        assertThat(db.fetchCount(INCIDENT)).isEqualTo(1);

        sync();
        assertThat(db.fetchSingle(SYNC_FAILURE).getResolved()).isTrue();
        assertThat(db.fetchSingle(INCIDENT).getGoodSince()).isEqualTo(now);
        assertThat(runs("completed")).isEqualTo(1);
        assertThat(meters.counter("plumbline.products.items", "kind", "created").count())
                .isEqualTo(1_000);
    }

    private double runs(String outcome) {
        return meters.counter("plumbline.products.runs", "outcome", outcome).count();
    }

    @Test
    @Tag("D5")
    void a_completion_that_is_tried_twice_counts_once() {
        var session = begin();
        activities.readProductFeed(session);

        var first = activities.completeProductRun(session);
        var again = activities.completeProductRun(session);

        assertThat(again).isEqualTo(first);
        assertThat(runs("completed")).isEqualTo(1);
    }

    @Test
    @Tag("D6")
    void four_of_five_are_80_percent_and_a_session_that_runs_is_in_neither_rate_nor_average() {
        assertThat(sessions.summary()).isEqualTo(new SyncSummary(0, 0, 0, Duration.ZERO, null, null));
        for (int n = 1; n <= 5; n++) {
            db.execute(
                    "insert into sync_session (started_at, completed_at, status) values (?::timestamptz, ?::timestamptz, ?)",
                    now.plusSeconds(n * 60),
                    now.plusSeconds(n * 60 + (n == 3 ? 9_999L : 10L * n)), // how long a failure took tells nothing
                    n == 3 ? "failed" : "completed");
        }
        db.execute("insert into sync_session (started_at) values (?::timestamptz)", now.plusSeconds(900));

        assertThat(sessions.summary())
                .isEqualTo(new SyncSummary(6, 4, 1, Duration.ofSeconds(30), now.plusSeconds(900), "running"));
    }

    @Test
    @Tag("E9")
    void old_sessions_are_dropped_but_neither_the_newest_nor_one_that_runs() {
        for (int day = 1; day <= 40; day++) {
            db.execute(
                    "insert into sync_session (started_at, completed_at, status) values (?::timestamptz, ?::timestamptz, 'completed')",
                    now.plus(Duration.ofDays(day)),
                    now.plus(Duration.ofDays(day)));
        }

        assertThat(sessions.deleteBefore(now.plus(Duration.ofDays(31)))).isEqualTo(30);
        assertThat(sessions.deleteBefore(now.plus(Duration.ofDays(500)))).isEqualTo(9);
        db.execute("insert into sync_session (started_at) values (?::timestamptz)", now.plus(Duration.ofDays(41)));
        db.execute("insert into sync_session (started_at, completed_at, status) values (now(), now(), 'failed')");
        assertThat(sessions.deleteBefore(now.plus(Duration.ofDays(36_500)))).isEqualTo(1);
        assertThat(db.fetchCount(SYNC_SESSION, SYNC_SESSION.STATUS.eq("running")))
                .isEqualTo(1);
    }

    // ---- what people want

    @Test
    @Tag("D1")
    void a_worker_that_starts_asks_for_a_run_in_5_seconds_also_when_one_is_overdue() {
        control.workerStarted(now);
        assertThat(control.state().nextRunAt()).isEqualTo(now.plusSeconds(5));
        now = now.plusSeconds(5);
        activities.completeProductRun(beginDue());
        assertThat(control.state().nextRunAt()).isEqualTo(now.plus(HALF_AN_HOUR));

        now = now.plus(Duration.ofHours(9)); // it was away
        control.workerStarted(now);

        assertThat(control.state().nextRunAt()).isEqualTo(now.plusSeconds(5));
    }

    @Test
    @Tag("D1")
    void an_interval_of_the_settings_counts_from_the_next_start_unless_somebody_has_chosen_one() {
        control.workerStarted(now);
        activities.readSyncState();
        withInterval(10).workerStarted(now);
        assertThat(control.state().intervalMinutes()).isEqualTo(10);
        assertThat(control.isOverlooked(Duration.ZERO))
                .as("the schedule is told")
                .isTrue();

        control.start(7, By.person("ana"));
        withInterval(20).workerStarted(now);
        assertThat(control.state().intervalMinutes()).isEqualTo(7);
        control.start(20, By.person("ana"));
        withInterval(10).workerStarted(now);

        assertThat(control.state().intervalMinutes()).isEqualTo(20);
    }

    @Test
    @Tag("D1")
    @Tag("D7")
    void a_stop_keeps_an_interval_of_the_settings_up_to_date_too() {
        control.workerStarted(now);
        control.stop(By.person("ana"));

        withInterval(10).workerStarted(now);

        assertThat(control.state().intervalMinutes()).isEqualTo(10);
        assertThat(control.state().running()).isFalse();
    }

    private SyncControlRepository withInterval(int minutes) {
        return new SyncControlRepository(db, Settings.of(server.url(), Duration.ofMinutes(minutes)), feed, clock);
    }

    @Test
    @Tag("D1")
    void two_workers_that_start_together_have_one_first_run() {
        var started = now;
        control.workerStarted(started);
        control.workerStarted(started);
        now = now.plusSeconds(6);
        activities.completeProductRun(beginDue());

        control.workerStarted(started.plusMillis(100)); // a third one that took longer

        assertThat(control.state().nextRunAt()).isEqualTo(now.plus(HALF_AN_HOUR));
        assertThat(activities.beginProductRun(now.plusSeconds(10))).isNull();
    }

    @Test
    @Tag("D7")
    void a_stop_means_that_nothing_begins_also_after_a_restart_until_somebody_starts_it() {
        control.workerStarted(now);
        control.start(7, By.person("ana"));
        control.stop(By.person("ana"));

        now = now.plusSeconds(60);
        control.workerStarted(now);
        assertThat(control.state().nextRunAt()).isNull();
        assertThat(control.state().running()).isFalse();
        assertThat(control.state().intervalMinutes()).isEqualTo(7);
        assertThat(activities.beginProductRun(now.plus(Duration.ofDays(1)))).isNull();

        control.start(7, By.person("ana"));
        assertThat(control.state().nextRunAt()).isEqualTo(now.plusSeconds(5));
    }

    @Test
    @Tag("D1")
    void starting_twice_changes_nothing_but_the_interval() {
        control.workerStarted(now);
        now = now.plusSeconds(5);
        activities.completeProductRun(beginDue());
        now = now.plusSeconds(60);

        control.start(30, By.person("ana"));
        control.start(10, By.person("ana"));

        assertThat(control.state().nextRunAt()).isEqualTo(now.minusSeconds(60).plus(Duration.ofMinutes(10)));
    }

    @Test
    @Tag("D8")
    @Tag("D9")
    void every_action_stands_in_the_audit_trail_with_its_actor() {
        control.start(45, By.person("ana"));
        control.pause("orders", Duration.ofMinutes(20), By.person("bob"));
        assertThat(control.requestRun(By.person("bob"))).isEqualTo(Asked.begins);
        control.resume(By.person("carl"));
        control.stop(By.person("ana"));

        assertThat(db.fetch("select actor, action, subject, detail::text from audit_entry order by id")
                        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2) + " " + row.get(3)))
                .containsExactly(
                        "ana products.start products {\"intervalMinutes\": 45}",
                        "bob products.pause products {\"reason\": \"orders\", \"minutes\": 20}",
                        "bob products.run products {}",
                        "carl products.resume products {}",
                        "ana products.stop products {}");
    }

    @Test
    @Tag("D8")
    void a_run_by_hand_is_said_to_be_one_and_there_is_one_however_often_it_is_asked_for() {
        control.workerStarted(now);
        control.stop(By.person("ana"));
        control.requestRun(By.person("ana"));
        control.requestRun(By.person("bob"));
        var session = beginDue();

        assertThat(control.requestRun(By.person("carl"))).isEqualTo(Asked.running);

        assertThat(session(session).getSyncMode()).isEqualTo("manual");
        assertThat(session(session).getRequestedBy()).isEqualTo("ana");
        assertThat(control.state().nextRunAt()).as("none follows").isNull();
        assertThat(db.fetchCount(AUDIT_ENTRY, AUDIT_ENTRY.ACTION.eq("products.run")))
                .isEqualTo(3);
    }

    @Test
    @Tag("B13")
    @Tag("D9")
    void a_replay_that_is_started_again_while_it_waits_is_asked_for_again_and_written_once() {
        var replay = new By("ana", "replay of failure 1 after attempt 1");
        control.workerStarted(now);
        control.requestReplay(replay);
        control.stop(By.person("bob")); // which takes the wish for a run back

        control.requestReplay(replay);

        assertThat(session(beginDue()).getRequestedBy()).isEqualTo("ana");
        assertThat(db.fetch("select actor || ' ' || action || ' ' || detail::text from audit_entry order by id")
                        .getValues(0, String.class))
                .containsExactly("ana products.run {\"replay\": true}", "bob products.stop {}");
    }

    @Test
    @Tag("D9")
    void a_signal_that_is_tried_twice_counts_once_and_one_that_cannot_be_changes_nothing() {
        activities.changeProductSync(new SyncCommand(SyncCommand.Kind.pause, null, "orders", 30));
        control.stop(new By("temporal", "one key"));
        control.start(5, By.person("ana"));
        control.stop(new By("temporal", "one key"));

        assertThat(control.state().running()).isTrue();
        assertThat(control.state().pausedBy()).isEqualTo("temporal");
        var before = db.fetchSingle(SYNC_CONTROL);
        for (var impossible : List.of(
                new SyncCommand(SyncCommand.Kind.start, 0, null, null),
                new SyncCommand(SyncCommand.Kind.start, 1_441, null, null),
                new SyncCommand(SyncCommand.Kind.pause, null, null, 30),
                new SyncCommand(SyncCommand.Kind.pause, null, "orders", 0))) {
            assertThatThrownBy(() -> activities.changeProductSync(impossible))
                    .satisfies(e -> assertThat(Rejected.isCauseOf(e)).isTrue());
        }
        assertThat(db.fetchSingle(SYNC_CONTROL)).isEqualTo(before);
        activities.changeProductSync(new SyncCommand(SyncCommand.Kind.start, null, null, null));
        assertThat(control.state().intervalMinutes()).isEqualTo(30);
    }

    @Test
    @Tag("D1")
    void a_schedule_that_does_not_know_the_newest_change_or_sleeps_is_noticed() {
        control.workerStarted(now);
        assertThat(control.isOverlooked(Duration.ofSeconds(5))).isTrue();
        activities.readSyncState();
        assertThat(control.isOverlooked(Duration.ofSeconds(5))).isFalse();

        now = now.plusSeconds(11);
        assertThat(control.isOverlooked(Duration.ofSeconds(5)))
                .as("a run was let pass")
                .isTrue();
        var session = beginDue();
        assertThat(control.isOverlooked(Duration.ofSeconds(5))).isFalse();
        control.pause("orders", Duration.ofMinutes(1), By.person("ana"));
        assertThat(control.isOverlooked(Duration.ofSeconds(5))).isTrue();
        activities.readSyncState();
        activities.completeProductRun(session);
        assertThat(control.isOverlooked(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    @Tag("D1")
    void without_a_feed_nothing_is_planned() {
        var unset = Settings.of(null);
        var idle = new SyncControlRepository(db, unset, HttpProductFeedTest.feed(unset, null), clock);
        idle.workerStarted(now);

        assertThat(idle.state().configured()).isFalse();
        assertThat(idle.state().nextRunAt()).isNull();
        assertThat(idle.begin(now.plusSeconds(60), "key")).isNull();
        assertThat(idle.isOverlooked(Duration.ZERO)).isTrue();
        idle.see();
        assertThat(idle.isOverlooked(Duration.ZERO)).isFalse();
    }
}
