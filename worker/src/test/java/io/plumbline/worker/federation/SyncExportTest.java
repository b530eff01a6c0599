package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sync as a file, over HTTP. */
@Tag("C22")
class SyncExportTest extends ApiTest {

    /** More than what sockets and buffers hold. */
    private static final int MANY = 20_000;

    private long syncWith(int changes, int conflicts) {
        organization("registry", "acme");
        var id = sync("registry", "acme");
        db.execute(
                "insert into sync_change (history_id, player_id, external_id, kind, field, before, after) "
                        + "select ?, n, 'm' || n, 'updated', 'email', null, repeat('é', 500) from generate_series(1, ?) n",
                id,
                changes);
        db.execute(
                "insert into sync_conflict (history_id, player_id, external_id, field, federation_value, local_value, "
                        + "resolved_value, strategy, reason) select ?, n, 'm' || n, 'phone', '+49' || n, repeat('x', 500), "
                        + "'+49' || n, 'federation_wins', 'because' from generate_series(1, ?) n",
                id,
                conflicts);
        return id;
    }

    private HttpResponse<InputStream> open(long id, String format) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api/sync-history/" + id
                                        + "/export?format=" + format))
                                .header("Authorization", "Bearer " + viewer())
                                .build(),
                        BodyHandlers.ofInputStream());
    }

    /** Connections that are reading a sync, or hold a transaction in which they did. */
    private List<Object> readersInTheDatabase() {
        return values("select query from pg_stat_activity where pid <> pg_backend_pid() and state <> 'idle' "
                + "and query ~ 'sync_(change|conflict)'");
    }

    @Test
    void json_has_the_sync_its_changes_and_its_conflicts_in_full() {
        var id = syncWith(1_201, 1_002);
        db.execute(
                "update sync_history set set_aside = '[{\"memberId\": \"m13\", \"error\": \"no date\"}]' where id = ?",
                id);

        var file = get("/api/sync-history/" + id + "/export?format=json", viewer());

        assertThat(file.type()).isEqualTo("application/json");
        assertThat(file.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"sync-" + id + "-acme.json\"");
        assertThat(file.json()).containsEntry("organizationId", "acme").containsEntry("status", "completed");
        assertThat(file.<Object>field("setAsideMembers"))
                .isEqualTo(List.of(Map.of("memberId", "m13", "error", "no date")));
        assertThat(file.<List<Map<String, Object>>>field("changes"))
                .hasSize(1_201)
                .last()
                .satisfies(change -> assertThat(change).containsEntry("externalId", "m1201"));
        assertThat(file.<List<Map<String, Object>>>field("conflicts"))
                .hasSize(1_002)
                .last()
                .satisfies(conflict -> assertThat(conflict).containsEntry("localValue", "x".repeat(500)));
        assertThat(get("/api/sync-history/" + id + "/export", viewer()).body()).isEqualTo(file.body());
    }

    @Test
    void csv_has_a_line_for_each_change_and_each_conflict() throws IOException {
        var id = syncWith(1_201, 1_002);

        var file = get("/api/sync-history/" + id + "/export?format=csv", viewer());

        assertThat(file.type()).isEqualToIgnoringCase("text/csv;charset=UTF-8");
        assertThat(file.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"sync-" + id + "-acme.csv\"");
        try (var parser = CSVParser.parse(
                file.body(),
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            var rows = parser.getRecords();
            assertThat(rows)
                    .filteredOn(row -> row.get("entry").equals("change"))
                    .hasSize(1_201);
            assertThat(rows)
                    .filteredOn(row -> row.get("entry").equals("conflict"))
                    .hasSize(1_002);
            assertThat(rows.get(0).get("after")).isEqualTo("é".repeat(500));
            assertThat(rows.get(2_202).get("federationValue")).isEqualTo("'+491002");
        }
    }

    @Test
    void a_sync_that_did_nothing_is_a_file_too() {
        var id = syncWith(0, 0);

        var json = get("/api/sync-history/" + id + "/export?format=json", viewer());

        assertThat(json.json()).containsEntry("changes", List.of()).containsEntry("conflicts", List.of());
        assertThat(get("/api/sync-history/" + id + "/export?format=csv", viewer())
                        .body())
                .startsWith("entry,memberId,")
                .hasLineCount(1);
    }

    @Test
    @Tag("E6")
    void a_sync_or_a_format_that_there_is_not_is_a_problem() {
        var id = syncWith(1, 1);

        var unknown = get("/api/sync-history/999999/export?format=csv", viewer());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.type()).isEqualTo("application/problem+json");
        var format = get("/api/sync-history/" + id + "/export?format=xlsx", viewer());
        assertThat(format.status()).isEqualTo(400);
        assertThat(format.<String>field("field")).isEqualTo("format");
    }

    @Test
    void a_name_that_no_file_can_have_becomes_one_that_it_can() {
        organization("registry", "a:b@c");
        var id = sync("registry", "a:b@c");

        assertThat(get("/api/sync-history/" + id + "/export?format=csv", viewer())
                        .headers()
                        .firstValue("content-disposition"))
                .hasValue("attachment; filename=\"sync-" + id + "-a_b_c.csv\"");
    }

    @Test
    void whoever_reads_slowly_holds_no_connection_to_the_database() throws Exception {
        var id = syncWith(MANY, MANY);

        try (var slow = open(id, "csv").body()) {
            assertThat(slow.readNBytes(1_000)).hasSize(1_000);

            await().atMost(Duration.ofSeconds(20))
                    .during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(readersInTheDatabase()).isEmpty());

            assertThat(slow.readAllBytes()).hasSizeGreaterThan(MANY * 1_000);
        }
    }

    @Test
    void what_is_added_while_it_is_read_is_left_out() throws Exception {
        var id = syncWith(MANY, MANY);

        try (var slow = open(id, "json").body()) {
            var begun = slow.readNBytes(1_000);
            db.execute(
                    "insert into sync_conflict (history_id, player_id, field, strategy, reason) "
                            + "values (?, 1, 'email', 'merge', 'came late')",
                    id);

            var rest = new String(slow.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(begun).hasSize(1_000);
            assertThat(rest)
                    .endsWith("]}")
                    .contains("\"externalId\":\"m" + MANY + "\"")
                    .doesNotContain("came late");
        }
    }

    @Test
    void a_file_that_cannot_be_finished_is_broken_off() throws Exception {
        var id = syncWith(MANY, MANY);

        try (var slow = open(id, "csv").body()) {
            assertThat(slow.readNBytes(1_000)).hasSize(1_000);
            db.execute("delete from sync_history where id = ?", id);

            assertThatThrownBy(slow::readAllBytes).isInstanceOf(IOException.class);
        }
    }
}
