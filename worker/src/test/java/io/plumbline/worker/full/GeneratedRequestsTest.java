package io.plumbline.worker.full;

import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
@Tag("E7")
class GeneratedRequestsTest {

    @TempDir
    Path directory;

    @Test
    void whatever_is_sent_the_answer_is_one_that_is_described() throws IOException {
        var data = directory.resolve("data");
        try (var program = Program.start(data).awaitRunning()) {
            var token = Files.readString(data.resolve("operator.token")).strip();
            Schemathesis.assertEachAnswerIsDescribed(program.port(), token, 25, Duration.ofMinutes(3), directory);
        }
    }
}
