package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.ApiTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, with our configuration, reads the program and knows the alerts. */
@Tag("full")
@Tag("E4")
class PrometheusTest extends ApiTest {

    private static final Path OURS = Path.of("../infra/prometheus");

    @TempDir
    Path directory;

    @Test
    void it_scrapes_the_program_and_judges_the_alerts() throws Exception {
        OnThePath.require("prometheus");
        workspace("acme");
        configure();
        var address = "127.0.0.1:" + Ports.choose("a test", 0);
        var process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
                assertThat(ask(address, "query?query=plumbline_reconcile_workspaces"))
                        .contains("\"job\":\"plumbline\"")
                        .containsPattern("\"value\":\\[[0-9.]+,\"1\"]");
                assertThat(ask(address, "rules"))
                        .contains("\"name\":\"RunsMissed\"", "\"health\":\"ok\"")
                        .doesNotContain("\"health\":\"err\"", "\"health\":\"unknown\"");
            });
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void promtool_finds_no_fault_in_the_rules_their_tests_and_the_configurations() throws Exception {
        OnThePath.require("promtool");
        promtool("check", "rules", OURS.resolve("rules.yml"));
        promtool("test", "rules", OURS.resolve("rules_test.yml"));
        for (var folder : List.of("prometheus", "compose")) {
            var place = Files.createDirectory(directory.resolve(folder));
            Files.copy(OURS.resolve("rules.yml"), place.resolve("rules.yml"));
            Files.writeString(place.resolve("viewer.token"), viewer());
            var ours = Files.readString(OURS.resolveSibling(folder).resolve("prometheus.yml"));
            Files.writeString(
                    place.resolve("prometheus.yml"), ours.replace("/run/secrets/viewer-token", "viewer.token"));
            promtool("check", "config", place.resolve("prometheus.yml"));
        }
    }

    private static void promtool(String verb, String what, Path file) throws IOException, InterruptedException {
        var process = new ProcessBuilder("promtool", verb, what, file.toString())
                .redirectErrorStream(true)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    /** As it is in the repository, but for the address, the token and the patience. */
    private void configure() throws IOException {
        Files.copy(OURS.resolve("rules.yml"), directory.resolve("rules.yml"));
        Files.writeString(directory.resolve("viewer.token"), viewer());
        var ours = Files.readString(OURS.resolve("prometheus.yml"));
        assertThat(ours).contains("localhost:8080", "_interval: 15s");
        Files.writeString(
                directory.resolve("prometheus.yml"),
                ours.replace("localhost:8080", "localhost:" + port()).replace("_interval: 15s", "_interval: 1s"));
    }

    private static String ask(String address, String what) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/" + what))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
