package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** The whole program, database and workflow engine with it, in a small heap, while it writes files that are larger. */
@Tag("C22")
class SmallHeapExportTest {

    private static final int HEAP_MEGABYTES = 256;
    private static final int CONFLICTS = 100_000;
    private static final int CHARACTERS = 1_500; // of one value; 300 MB for all, as the driver holds them and as text

    @TempDir
    Path directory;

    @Test
    void a_hundred_thousand_conflicts_are_written_in_256_megabytes() throws Exception {
        var data = directory.resolve("data");
        try (var program = Program.startWithHeap(HEAP_MEGABYTES, data, "--plumbline.demo=false")
                .awaitRunning()) {
            var id = program.ask(db -> {
                db.execute(
                        "insert into sync_history (job_id, connector_id, organization_id, type, strategy, status, started_at) "
                                + "values (1, 'registry', 'acme', 'manual', 'merge', 'completed', now())");
                db.execute(
                        "insert into sync_conflict (history_id, player_id, external_id, field, federation_value, local_value, "
                                + "resolved_value, strategy, reason) select h.id, n, 'm' || n, 'address', repeat('x', ?), "
                                + "'here', 'there', 'merge', 'because' from sync_history h, generate_series(1, ?) n",
                        CHARACTERS,
                        CONFLICTS);
                return db.fetchValue("select id from sync_history");
            });
            var token = Files.readString(data.resolve("viewer.token"));
            var address = "http://localhost:" + program.port() + "/api/sync-history/" + id + "/export?format=";

            assertThat(conflictsOfCsv(address, token)).isEqualTo(CONFLICTS);
            assertThat(conflictsOfJson(address, token)).isEqualTo(CONFLICTS);
            assertThat(program.log()).doesNotContain("OutOfMemoryError", "ERROR");
        }
    }

    private static java.io.InputStream open(String address, String token) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static int conflictsOfCsv(String address, String token) throws Exception {
        int conflicts = 0;
        try (var parser = CSVParser.parse(
                new InputStreamReader(open(address + "csv", token), StandardCharsets.UTF_8),
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            for (var row : parser) {
                assertThat(row.get("federationValue")).hasSize(CHARACTERS);
                conflicts++;
            }
        }
        return conflicts;
    }

    private static int conflictsOfJson(String address, String token) throws Exception {
        int conflicts = 0;
        try (var parser = new JsonMapper().createParser(open(address + "json", token))) {
            for (var at = parser.nextToken(); at != null; at = parser.nextToken()) {
                if (at == JsonToken.PROPERTY_NAME && parser.currentName().equals("resolvedValue")) {
                    conflicts++;
                }
            }
        }
        return conflicts;
    }
}
