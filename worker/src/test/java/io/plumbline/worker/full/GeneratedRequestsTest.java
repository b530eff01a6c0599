package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.start.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that schemathesis makes up from the description, possible and impossible ones, the same ones each time. */
@Tag("full")
@Tag("E7")
class GeneratedRequestsTest {

    private static final String CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,"
            + "response_schema_conformance,response_headers_conformance";

    @TempDir
    Path directory;

    @Test
    void whatever_is_sent_the_answer_is_one_that_is_described() throws Exception {
        OnThePath.require("schemathesis");
        var data = directory.resolve("data");
        try (var program = Program.start(data).awaitRunning()) {
            var token = Files.readString(data.resolve("operator.token")).strip();
            var log = directory.resolve("schemathesis.log");
            var process = new ProcessBuilder(
                            "schemathesis",
                            "run",
                            "http://localhost:" + program.port() + "/v3/api-docs",
                            "--header=Authorization: Bearer " + token,
                            "--phases=examples,coverage,fuzzing",
                            "--checks=" + CHECKS,
                            "--max-examples=25",
                            "--generation-deterministic",
                            "--no-color")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();

            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("it ends").isTrue();

            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log)).contains("Tested: 23");
        }
    }
}
