package io.plumbline.worker.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** The sync of products over HTTP, with a real feed, workflow engine and database. */
@TestPropertySource(properties = {"plumbline.products.first-run-after=1h", "plumbline.products.first-wait=100ms"})
@DirtiesContext
class ProductApiTest extends ApiTest {

    private static final Feed FEED = new Feed();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @DynamicPropertySource
    static void feedOfOurOwn(DynamicPropertyRegistry settings) {
        settings.add("plumbline.products.url", FEED::url);
    }

    @AfterAll
    static void close() {
        FEED.close();
    }

    @BeforeEach
    void nothingHasRunYet() {
        FEED.reset();
        awaitQuiet();
        empty("sync_control, sync_session, product, audit_entry restart identity");
        command("resume", ""); // so that there is a row, and the schedule knows it
        await().atMost(PATIENCE)
                .until(() -> values("select version = seen_version from sync_control")
                        .equals(List.of(true)));
        empty("audit_entry");
    }

    private void awaitQuiet() {
        await().atMost(PATIENCE)
                .until(() -> values("select count(*) from sync_session where status = 'running'")
                        .equals(List.of(0L)));
    }

    private Reply command(String name, String body) {
        return post("/api/products/sync/" + name, body, operator());
    }

    private Reply metrics() {
        return get("/api/products/sync/metrics", viewer());
    }

    private Map<String, Object> newest() {
        List<Map<String, Object>> history = metrics().field("history");
        return history.isEmpty() ? Map.of() : history.get(0);
    }

    private void awaitStatus(String status) {
        await().atMost(PATIENCE)
                .until(() -> values("select status from sync_session order by id desc limit 1")
                        .equals(List.of(status)));
    }

    // ---- D6

    @Test
    @Tag("D6")
    void empty_tables_give_zeros_and_nulls() {
        assertThat(metrics().body())
                .isEqualTo("{\"metrics\":{\"totalSyncs\":0,\"successfulSyncs\":0,\"failedSyncs\":0,\"successRate\":0,"
                        + "\"avgDurationMs\":0,\"lastSyncAt\":null,\"lastSyncStatus\":null},\"history\":[]}");
    }

    @Test
    @Tag("D6")
    void four_good_ones_of_five_are_80_percent_and_one_that_runs_counts_in_neither() {
        var first = Instant.parse("2026-03-01T12:00:00Z");
        for (int n = 0; n < 5; n++) {
            db.execute(
                    "insert into sync_session (started_at, completed_at, status, error_message) "
                            + "values (?::timestamptz, ?::timestamptz, ?, ?)",
                    first.plusSeconds(n * 60),
                    first.plusSeconds(n * 60 + (n == 2 ? 50 : 3)), // how long a failure took tells nothing
                    n == 2 ? "failed" : "completed",
                    n == 2 ? "the feed was away" : null);
        }
        assertThat(metrics().<Map<String, Object>>field("metrics"))
                .isEqualTo(Map.of(
                        "totalSyncs", 5,
                        "successfulSyncs", 4,
                        "failedSyncs", 1,
                        "successRate", 80,
                        "avgDurationMs", 3_000,
                        "lastSyncAt", first.plusSeconds(240).toEpochMilli(),
                        "lastSyncStatus", "completed"));
        db.execute("insert into sync_session (started_at) values (?::timestamptz)", first.plusSeconds(300));

        Map<String, Object> metrics = metrics().field("metrics");
        db.execute("update sync_session set status = 'failed', completed_at = now() where status = 'running'");

        assertThat(metrics)
                .containsEntry("totalSyncs", 6)
                .containsEntry("successRate", 80)
                .containsEntry("avgDurationMs", 3_000)
                .containsEntry("lastSyncStatus", "running");
    }

    @Test
    @Tag("D6")
    void the_history_has_the_ten_newest_with_times_in_epoch_milliseconds() {
        var at = Instant.parse("2026-03-01T12:00:00.123Z");
        for (int n = 0; n < 12; n++) {
            db.execute(
                    "insert into sync_session (started_at, completed_at, status, total_pages, pages_processed, "
                            + "items_processed, items_created, items_updated, items_unchanged, items_deleted) "
                            + "values (?::timestamptz, ?::timestamptz, 'completed', 7, 7, 10, 1, 2, 7, 3)",
                    at.plusSeconds(n),
                    at.plusSeconds(n + 1));
        }

        List<Map<String, Object>> history = metrics().field("history");

        assertThat(history).hasSize(10);
        assertThat(history.get(0))
                .containsEntry("startedAt", at.plusSeconds(11).toEpochMilli())
                .containsEntry("completedAt", at.plusSeconds(12).toEpochMilli())
                .containsEntry("totalPages", 7)
                .containsEntry("pagesProcessed", 7)
                .containsEntry("itemsProcessed", 10)
                .containsEntry("itemsCreated", 1)
                .containsEntry("itemsUpdated", 2)
                .containsEntry("itemsDeleted", 3)
                .containsEntry("status", "completed")
                .containsEntry("syncType", "products")
                .containsEntry("syncMode", "auto")
                .containsKeys("id", "errorMessage");
    }

    // ---- D7

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "1441", "35792", "1e309", "\"x\"", "\"30\"", "30.5", "[30]", "{}", "true", "3e9"})
    @Tag("D7")
    void an_interval_that_cannot_be_is_refused_with_the_field_and_changes_nothing(String interval) {
        var before = values("select s::text from sync_control s");

        var answer = command("start", "{\"intervalMinutes\":" + interval + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.<String>field("field")).isEqualTo("intervalMinutes");
        assertThat(values("select s::text from sync_control s")).isEqualTo(before);
        assertThat(count("audit_entry")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"intervalMinutes\":null}", "{}", "{\"intervalMinutes\":30}"})
    @Tag("D7")
    void no_interval_is_the_default(String body) {
        assertThat(command("start", body).body()).isEqualTo("{\"success\":true,\"intervalMinutes\":30}");
    }

    @Test
    @Tag("D7")
    @Tag("D9")
    void start_stop_pause_and_resume_answer_and_are_written_with_the_user() {
        assertThat(command("start", "{\"intervalMinutes\":1440}").body())
                .isEqualTo("{\"success\":true,\"intervalMinutes\":1440}");
        assertThat(command("pause", "{\"reason\":\"orders\",\"minutes\":45}").body())
                .startsWith("{\"success\":true,\"pausedUntil\":\"");
        assertThat(values("select pause_reason || ' ' || paused_by from sync_control"))
                .containsExactly("orders operator");
        assertThat(command("resume", "").body()).isEqualTo("{\"success\":true}");
        assertThat(command("stop", "").body()).isEqualTo("{\"success\":true}");
        assertThat(values("select running from sync_control")).containsExactly(false);

        assertThat(values("select actor || ' ' || action from audit_entry order by id"))
                .containsExactly(
                        "operator products.start",
                        "operator products.pause",
                        "operator products.resume",
                        "operator products.stop");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(values("select seen_version = version from sync_control"))
                        .containsExactly(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"minutes\":5} reason",
                "{\"reason\":\" \",\"minutes\":5} reason",
                "{\"reason\":\"\\u0000\",\"minutes\":5} reason",
                "{\"reason\":\"\\ud800\",\"minutes\":5} reason",
                "{\"reason\":\"orders\",\"minutes\":0} minutes",
                "{\"reason\":\"orders\",\"minutes\":1441} minutes",
                "{\"reason\":\"orders\",\"minutes\":1.5} minutes",
                "{\"reason\":\"orders\",\"until\":5} until"
            })
    @Tag("D8")
    void a_pause_that_cannot_be_is_refused_with_the_field(String bodyAndField) {
        var cut = bodyAndField.lastIndexOf(' ');

        var answer = command("pause", bodyAndField.substring(0, cut));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.<String>field("field")).isEqualTo(bodyAndField.substring(cut + 1));
        assertThat(values("select paused_until from sync_control where paused_until is not null"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "stop", "pause", "resume", "run"})
    @Tag("D10")
    void only_operators_of_the_whole_company_steer_it(String command) {
        var path = "/api/products/sync/" + command;
        var bound =
                token(claims("operator").claim("workspaces", List.of("acme")).build());
        var ofOrganization =
                token(claims("operator").claim("organizations", List.of("acme")).build());

        for (var token : List.of(viewer(), bound, ofOrganization)) {
            assertThat(post(path, "", token).status()).isEqualTo(403);
        }
        assertThat(send("POST", path, null, null, "").status()).isEqualTo(401);
        assertThat(get("/api/products/sync/metrics", bound).status()).isEqualTo(403);
        assertThat(count("audit_entry")).isZero();
    }

    // ---- runs

    @Test
    @Tag("D2")
    @Tag("D9")
    void a_run_by_hand_is_seen_page_by_page_and_a_second_one_is_that_run() {
        FEED.hold(4);

        assertThat(command("run", "").body()).isEqualTo("{\"success\":true,\"alreadyRunning\":false}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(newest())
                        .containsEntry("status", "running")
                        .containsEntry("pagesProcessed", 4)
                        .containsEntry("totalPages", Feed.PAGES));
        assertThat(command("run", "").body()).isEqualTo("{\"success\":true,\"alreadyRunning\":true}");
        assertThat(command("start", "").status()).isEqualTo(200);
        FEED.letGo();
        awaitStatus("completed");

        assertThat(newest())
                .containsEntry("syncMode", "manual")
                .containsEntry("itemsCreated", Feed.PRODUCTS)
                .containsEntry("pagesProcessed", Feed.PAGES);
        assertThat(count("sync_session")).isEqualTo(1);
        assertThat(values("select count(*) from audit_entry where action = 'products.run' and actor = 'operator'"))
                .containsExactly(2L);
        assertThat(FEED.asked()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    @Tag("D8")
    void a_pause_stops_a_run_at_the_next_page_and_a_resume_lets_it_go_on_from_there() {
        FEED.hold(4);
        command("run", "");
        await().atMost(PATIENCE).until(() -> FEED.asked().size() == 5);
        command("pause", "{\"reason\":\"orders\",\"minutes\":60}");
        FEED.letGo();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(newest()).containsEntry("pagesProcessed", 5));

        // one page may be ahead, and is thrown away
        await().during(Duration.ofSeconds(1)).until(() -> FEED.asked().size() <= 6);
        assertThat(newest()).containsEntry("status", "running").containsEntry("pagesProcessed", 5);
        FEED.asked().clear();
        command("resume", "");
        awaitStatus("completed");

        assertThat(FEED.asked()).containsExactly(5, 6, 7, 8, 9, 10);
        assertThat(newest()).containsEntry("itemsCreated", Feed.PRODUCTS).containsEntry("note", null);
    }

    @Test
    @Tag("D8")
    void while_it_is_paused_a_run_by_hand_waits() {
        command("pause", "{\"reason\":\"orders\",\"minutes\":60}");

        assertThat(command("run", "").body()).isEqualTo("{\"success\":true,\"alreadyRunning\":false}");
        await().during(Duration.ofSeconds(1)).until(() -> count("sync_session") == 0);
        command("resume", "");

        awaitStatus("completed");
    }

    @Test
    @Tag("B13")
    @Tag("D9")
    void a_replayed_run_stands_in_the_audit_trail_once_with_the_user_who_asked_for_it() {
        command("pause", "{\"reason\":\"orders\",\"minutes\":60}"); // so that it waits
        empty("audit_entry");
        db.execute(
                "insert into sync_failure (source, error, payload, fingerprint) values ('products', 'x', '{}', 'f')");
        var id = values("select max(id) from sync_failure").get(0);

        post("/api/sync-failures/replay", "{\"ids\":[" + id + "]}", operator());

        await().atMost(PATIENCE)
                .until(() -> values("select requested_by from sync_control").equals(List.of("operator")));
        command("resume", "");
        awaitStatus("completed");
        assertThat(values("select requested_by from sync_session")).containsExactly("operator");
        assertThat(values("select actor || ' ' || action from audit_entry order by id"))
                .containsExactly("operator products.run", "operator products.resume");
    }

    @Test
    @Tag("D4")
    @Tag("B13")
    void a_run_that_fails_is_one_session_and_waits_in_the_inbox_from_where_it_is_replayed() {
        FEED.breakFrom(7);
        command("run", "");
        awaitStatus("failed");

        assertThat(newest())
                .containsEntry("errorMessage", "The feed answers 500 for page 7")
                .containsEntry("note", "Nothing was deleted: 6 of 10 pages of the feed were read");
        assertThat(FEED.asked()).containsExactly(1, 2, 3, 4, 5, 6, 7, 6, 7, 6, 7);
        assertThat(count("sync_session")).isEqualTo(1);
        assertThat(values("select source || ': ' || error from sync_failure"))
                .containsExactly("products: The feed answers 500 for page 7");
        assertThat(values("select cause from incident where closed_at is null")).contains("products");
        await().untilAsserted(() -> assertThat(
                        get("/actuator/prometheus", operator()).body())
                .containsPattern("plumbline_products_runs_total\\{outcome=\"failed\"\\} [1-9]")
                .contains("plumbline_products_last_good_run_age_seconds", "plumbline_products_items_total"));

        FEED.reset();
        var id = values("select id from sync_failure").get(0);
        post("/api/sync-failures/replay", "{\"ids\":[" + id + "]}", operator());
        awaitStatus("completed");

        await().untilAsserted(() ->
                assertThat(values("select resolved from sync_failure")).containsExactly(true));
    }
}
