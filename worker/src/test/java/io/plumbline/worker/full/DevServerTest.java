package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One setting takes a real Temporal server with its UI in the place of the in-process one. */
@Tag("full")
@Tag("E10")
class DevServerTest {

    @TempDir
    Path directory;

    @Test
    void the_dev_server_comes_and_goes_with_the_program_and_outlives_its_kill_only_until_the_next_start()
            throws Exception {
        OnThePath.require("temporal");
        var data = directory.resolve("data");
        var first = Program.start(data, "--plumbline.temporal.dev-server=true").awaitRunning();
        assertThat(first.found()).contains("266 flagged");
        assertThat(new TemporalCli(target(first)).temporal("workflow", "list"))
                .contains("ScheduledReconcile", "ReconcileSweep", "reconcile/acme");
        var outlives = server(data);
        first.kill();
        assertThat(Program.isAlive(outlives)).isTrue();

        try (var second =
                Program.start(data, "--plumbline.temporal.dev-server=true").awaitRunning()) {
            assertThat(Program.isAlive(outlives)).isFalse();
            assertThat(second.found()).contains("no run was missed");
            assertThat(new TemporalCli(target(second)).temporal("workflow", "list"))
                    .as("its memory")
                    .contains("reconcile/acme");
            assertThat(second.ask(Counts::flagsInACooldown)).isZero();
            var stopped = server(data);
            second.stop();
            await().atMost(Duration.ofSeconds(10)).until(() -> !Program.isAlive(stopped));
        }
    }

    private static long server(Path data) throws Exception {
        return Long.parseLong(
                Files.readString(data.resolve("temporal/temporal.pid")).trim());
    }

    private static String target(Program program) {
        var line = Pattern.compile("  Temporal   (\\S+)").matcher(program.log());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }
}
