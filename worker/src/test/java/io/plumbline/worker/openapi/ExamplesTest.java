package io.plumbline.worker.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.worker.openapi.Described.Operation;
import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the description, and every call of the README, is sent to the demo as it stands there. */
@Tag("E7")
@TestInstance(Lifecycle.PER_CLASS)
class ExamplesTest {

    private final HttpClient http = HttpClient.newHttpClient();

    private Path data;
    private Program program;
    private String token;
    private Described api;

    @BeforeAll
    void startTheDemo(@TempDir Path directory) throws Exception {
        data = directory.resolve(".plumbline");
        program = Program.start(data).awaitRunning();
        token = Files.readString(data.resolve("operator.token")).strip();
        api = Described.of(get("/v3/api-docs").body());
        await().atMost(Duration.ofSeconds(60)) // the demo's registry is synced after the greeting
                .until(() -> get("/api/sync-history/1").statusCode() == 200);
    }

    @AfterAll
    void stop() {
        program.close();
    }

    @TestFactory
    List<DynamicTest> every_example_is_answered_as_described() {
        return api.operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> {
                    var answer = http.send(example(operation), BodyHandlers.ofString());

                    assertThat(answer.statusCode())
                            .as("the status of the example; it said %s", answer.body())
                            .isEqualTo(statusOfExample(operation));
                    api.check(operation, answer.statusCode(), type(answer), answer.body());
                }))
                .toList();
    }

    private HttpRequest example(Operation operation) {
        var path = operation.path();
        var query = new StringBuilder();
        var request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(60));
        for (var parameter : operation.node().path("parameters")) {
            if (!parameter.has("example")) {
                continue;
            }
            var name = parameter.path("name").asText();
            var value = parameter.path("example").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value));
                case "header" -> request.header(name, value);
                default -> query.append(query.isEmpty() ? '?' : '&').append(name + "=" + encoded(value));
            }
        }
        if (operation.path().startsWith("/api/")) {
            request.header("Authorization", "Bearer " + token);
        }
        var body = operation.node().path("requestBody").path("content").path("application/json");
        if (body.has("example")) {
            request.header("Content-Type", "application/json");
        }
        return request.uri(URI.create("http://localhost:" + program.port() + path + query))
                .method(
                        operation.method(),
                        body.has("example")
                                ? BodyPublishers.ofString(body.path("example").toString())
                                : BodyPublishers.noBody())
                .build();
    }

    private static int statusOfExample(Operation operation) {
        return operation.node().path("responses").properties().stream()
                .filter(answer -> hasExample(answer.getValue()))
                .mapToInt(answer -> Integer.parseInt(answer.getKey()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasExample(JsonNode answer) {
        for (var content : answer.path("content")) {
            if (content.has("example")) {
                return true;
            }
        }
        return false;
    }

    @TestFactory
    List<DynamicTest> every_call_of_the_readme_is_answered_as_described() throws IOException {
        var readme = Files.readString(Path.of("../README.md")).replaceAll(" \\\\\n +", " ");
        var calls = readme.lines().filter(line -> line.startsWith("curl ")).toList();
        assertThat(calls).hasSizeGreaterThan(1);
        return calls.stream()
                .map(call -> DynamicTest.dynamicTest(call, () -> {
                    var printed = shell(call.replace(":8080", ":" + program.port()));

                    var end = printed.lastIndexOf('\n');
                    var told = printed.substring(end + 1).split(" ", 3);
                    assertThat(told[1]).startsWith("20");
                    api.check(
                            told[0].isEmpty() ? "GET" : told[0],
                            call.replaceFirst(".*localhost:8080", ""),
                            Integer.parseInt(told[1]),
                            told[2],
                            printed.substring(0, end));
                }))
                .toList();
    }

    /** As people type it, in the folder of the checkout. */
    private String shell(String call) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "token=$(cat .plumbline/operator.token); " + call
                                + " -s -w '\\n%{method} %{http_code} %{content_type}'")
                .directory(data.getParent().toFile())
                .redirectErrorStream(true)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + program.port() + path))
                .header("Authorization", "Bearer " + token);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("content-type").orElse("");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
