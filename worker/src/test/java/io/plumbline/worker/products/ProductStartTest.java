package io.plumbline.worker.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sync of products over starts, stops and kills of the program, with the demo's feed. */
@Tag("D1")
class ProductStartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String SESSIONS = "select coalesce(string_agg(status, ' ' order by id), '') from sync_session";

    @TempDir
    Path directory;

    private static String ask(Program program, String query) {
        return program.ask(db -> db.fetchSingle(query).get(0, String.class));
    }

    private static void awaitAnswer(Program program, String query, String answer) {
        await().atMost(PATIENCE).until(() -> ask(program, query).equals(answer));
    }

    private static void command(Program program, Path data, String name, String body) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + program.port() + "/api/products/sync/" + name))
                .header("Authorization", "Bearer " + Files.readString(data.resolve("operator.token")))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    @Tag("D5")
    @Tag("D7")
    @Tag("E10")
    void a_killed_run_ends_as_failed_the_next_one_runs_and_a_stop_and_the_interval_survive_a_restart()
            throws Exception {
        var data = directory.resolve("data");
        try (var first = Program.start(data).awaitRunning()) {
            awaitAnswer(first, SESSIONS, "completed"); // by itself, after five seconds
            assertThat(ask(first, "select count(*) from product")).isEqualTo("4540");
            assertThat(ask(first, "select pages_processed from sync_session")).isEqualTo("46");
            command(first, data, "start", "{\"intervalMinutes\":17}");
            command(first, data, "run", "");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ask(
                                    first,
                                    "select id > 1 and pages_processed > 4 from sync_session order by id desc limit 1")
                            .equals("true"));
            first.kill();
        }

        try (var second = Program.start(data).awaitRunning()) {
            awaitAnswer(second, SESSIONS, "completed failed completed");
            assertThat(ask(second, "select error_message from sync_session where status = 'failed'"))
                    .startsWith("The run was lost");
            assertThat(ask(second, "select interval_minutes from sync_control")).isEqualTo("17");
            command(second, data, "stop", "");
            second.stop();
        }

        try (var third = Program.start(data).awaitRunning()) {
            await().during(Duration.ofSeconds(8))
                    .atMost(PATIENCE)
                    .until(() -> ask(third, SESSIONS).equals("completed failed completed"));
            assertThat(ask(third, "select running || ' ' || interval_minutes from sync_control"))
                    .isEqualTo("false 17");
        }
    }

    @Test
    void two_replicas_that_start_together_have_one_schedule_and_one_run() throws IOException {
        var data = directory.resolve("data");
        try (var first =
                Program.start(data, "--plumbline.roles=api,reconcile,conversation", "--plumbline.demo=false")) {
            first.awaitRunning();
            var temporal = Pattern.compile("Temporal +(\\S+)").matcher(first.log());
            assertThat(temporal.find()).isTrue();
            var port = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"))
                    .get(3)
                    .trim();
            var settings = new String[] {
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres",
                "--spring.temporal.connection.target=" + temporal.group(1),
                "--plumbline.security.jwt.secret=" + SECRET,
                "--plumbline.roles=products",
                "--plumbline.demo=true"
            };
            try (var one = Program.start(directory.resolve("one"), settings);
                    var other = Program.start(directory.resolve("other"), settings)) {
                one.awaitLog("Started PlumblineWorker");
                other.awaitLog("Started PlumblineWorker");
                await().atMost(PATIENCE).until(() -> ask(first, SESSIONS).startsWith("completed"));
                await().during(Duration.ofSeconds(8))
                        .atMost(PATIENCE)
                        .until(() -> ask(first, SESSIONS).equals("completed"));
            }
        }
    }
}
