package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Requests that schemathesis makes up from the description of the API, possible and impossible ones, the same ones each time. */
public final class Schemathesis {

    private static final String CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,"
            + "response_schema_conformance,response_headers_conformance";
    private static final String ENDPOINTS = "Tested: 23";

    private Schemathesis() {}

    /**
     * Asserts that each answer is one that is described, and none a 5xx.
     *
     * @param token an operator's
     * @param examples requests of each endpoint, of those that are made up by chance
     */
    public static void assertEachAnswerIsDescribed(
            int port, String token, int examples, Duration atMost, Path directory) {
        OnThePath.require("schemathesis");
        var log = directory.resolve("schemathesis.log");
        try {
            var process = new ProcessBuilder(
                            "schemathesis",
                            "run",
                            "http://localhost:" + port + "/v3/api-docs",
                            "--header=Authorization: Bearer " + token,
                            "--phases=examples,coverage,fuzzing",
                            "--checks=" + CHECKS,
                            "--max-examples=" + examples,
                            "--request-timeout=30",
                            "--generation-deterministic",
                            "--no-color")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log)).contains(ENDPOINTS);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
