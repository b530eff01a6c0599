package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The lines that the README has for operators, typed as they stand there, on a Temporal server. */
@Tag("full")
@Tag("E2")
@Tag("A13")
@TestInstance(Lifecycle.PER_CLASS)
class OperatorLinesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SYNC = "federation/registry/club-north";
    private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

    private Program program;
    private String target;

    @BeforeAll
    void start(@TempDir Path directory) {
        OnThePath.require("temporal");
        program = Program.start(directory.resolve("data"), "--plumbline.temporal.dev-server=" + onServer())
                .awaitRunning();
        takeNoWebhooks();
        var line = Pattern.compile("  Temporal   (\\S+)").matcher(program.log());
        assertThat(line.find()).isTrue();
        target = line.group(1);
        await().atMost(PATIENCE).until(() -> count("sync_history where status = 'completed'") >= 3);
        await().atMost(PATIENCE).until(() -> count("sync_session where status = 'completed'") >= 1);
    }

    /** The demo's would start syncs of the organisation too, and a start by hand joins the one that is there. */
    private void takeNoWebhooks() {
        program.ask((DSLContext db) -> db.execute("update connector set webhook_secret = null"));
        await().atMost(PATIENCE).until(() -> count("webhook_event where status = 'accepted'") == 0);
    }

    /** Whether a Temporal server runs beside the program, and not one inside it. */
    boolean onServer() {
        return true;
    }

    @AfterAll
    void stop() {
        if (program != null) {
            program.close();
        }
    }

    @Test
    void each_line_for_temporal_does_what_it_says() throws Exception {
        everyLineWorks("temporal");
    }

    @Test
    void each_line_for_tctl_does_what_it_says() throws Exception {
        assumeTrue(run("tctl --version").exitCode() == 0, "tctl is not on the PATH");
        everyLineWorks("tctl");
    }

    private void everyLineWorks(String tool) throws Exception {
        var workspaces = count("sync_health where workspace_id = 'acme' and trigger = 'manual'");
        var organizations = count("sync_history where type = 'manual'");
        var sessions = count("sync_session where sync_mode = 'manual' and status = 'completed'");

        var lines = lines(tool);
        assertThat(lines)
                .extracting(line -> line.split(" ")[2])
                .contains("start", "show", "signal", "terminate", "list")
                .last()
                .isEqualTo("terminate");
        for (var line : lines) {
            if (line.contains(" list ") && !onServer()) {
                continue; // as the README says
            }
            if (line.contains("SyncOrganization")) {
                awaitNoSync(); // a start would join it
            }
            var printed = run(line);
            assertThat(printed.exitCode()).as(line + "\n" + printed.text()).isZero();
            if (line.contains(" show ")) {
                assertThat(printed.text()).contains("WorkflowExecutionStarted", "WorkflowExecutionCompleted");
            }
            if (line.contains(" list ")) {
                assertThat(printed.text()).contains("ReconcileWorkspace", "reconcile/acme");
            }
        }

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(count("sync_health where workspace_id = 'acme' and trigger = 'manual'"))
                    .as("runs of the workspace")
                    .isEqualTo(workspaces + 1);
            assertThat(count("sync_history where type = 'manual'"))
                    .as("syncs of the organisation")
                    .isEqualTo(organizations + 1);
            assertThat(count("sync_session where sync_mode = 'manual' and status = 'completed'"))
                    .as("syncs of products")
                    .isEqualTo(sessions + 1);
        });
        var terminated = lines.get(lines.size() - 1).replaceAll(".*--workflow.id (\\S+).*", "$1");
        assertThat(new TemporalCli(target)
                        .temporal("workflow", "describe", "--workflow-id", terminated, "--output", "json"))
                .contains("WORKFLOW_EXECUTION_STATUS_TERMINATED");
    }

    private void awaitNoSync() {
        await().atMost(PATIENCE)
                .until(() -> !new TemporalCli(target)
                        .temporal("workflow", "describe", "--workflow-id", SYNC, "--output", "json")
                        .contains("WORKFLOW_EXECUTION_STATUS_RUNNING"));
    }

    /** Those of the block that begins with the tool; a line may go on after a backslash. */
    private static List<String> lines(String tool) throws IOException {
        var readme = Files.readString(Path.of("").toAbsolutePath().resolveSibling("README.md"));
        return BLOCK.matcher(readme)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.startsWith(tool + " "))
                .flatMap(block -> block.replaceAll("\\\\\n\\s*", "").lines())
                .filter(line -> !line.isBlank())
                .toList();
    }

    private TemporalCli.Printed run(String line) throws Exception {
        var typed = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
        typed.environment().put("TEMPORAL_ADDRESS", target);
        typed.environment().put("TEMPORAL_CLI_ADDRESS", target);
        var process = typed.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new TemporalCli.Printed(process.waitFor(), text);
    }

    private int count(String what) {
        return program.ask((DSLContext db) ->
                db.fetchSingle("select count(*)::int from " + what).get(0, Integer.class));
    }
}
