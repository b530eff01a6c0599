package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.deploy.Backlog;
import io.plumbline.worker.full.OnThePath;
import io.plumbline.worker.start.Counts;
import io.plumbline.workflows.run.TaskQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One, two and four workers on one Temporal whose tables are in PostgreSQL: each contact is flagged once, and how fast. */
@Tag("proof")
@Tag("A10")
@Tag("E10")
class WorkersTrial {

    private static final int WORKSPACES = 400;
    private static final int CONTACTS = 20; // of each
    private static final int SWEEPS = 3; // counted, after one that is not
    private static final List<Integer> WORKERS = List.of(1, 2, 4);

    @TempDir
    Path directory;

    @Test
    void however_many_workers_there_are_a_full_sweep_flags_each_contact_once() throws IOException {
        OnThePath.require("temporal-server");
        try (var stage = Stage.onPostgres(directory)) {
            stage.sweep("sweep/waits");
            assertThatItsQueueIsToldToPrometheus(stage);
            start(stage);
            stage.endOf("sweep/waits");
            stage.ask(db -> Company.addQuiet(db, WORKSPACES, CONTACTS));
            var tally = Tally.CLEAN;
            var times = new ArrayList<Duration>();
            var running = 1;
            for (var workers : WORKERS) {
                for (; running < workers; running++) {
                    start(stage);
                }
                var took = new ArrayList<Duration>();
                for (var sweep = 0; sweep <= SWEEPS; sweep++) {
                    took.add(sweep(stage, workers + "/" + sweep));
                    tally = tally.plus(stage.tally());
                    assertThat(stage.ask(Counts::flags)).isEqualTo(WORKSPACES * CONTACTS);
                }
                times.add(median(took.subList(1, took.size())));
            }
            write(times);
            Results.add(
                    "12 full sweeps by 1, 2 and 4 workers, Temporal on PostgreSQL",
                    WORKERS.size() * (SWEEPS + 1),
                    tally,
                    List.of());
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    /** As the autoscalers of Kubernetes ask for it. The server tells it once a minute. */
    private static void assertThatItsQueueIsToldToPrometheus(Stage stage) {
        var queue = Backlog.LABEL + "=\"" + TaskQueues.RECONCILE + "\"";
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(stage.temporalMetrics())
                        .anySatisfy(line -> assertThat(line)
                                .startsWith(Backlog.METRIC + "{")
                                .contains(queue)
                                .endsWith("} 1")));
    }

    private static void start(Stage stage) {
        stage.worker("--plumbline.reconcile.in-flight=100");
    }

    private static Duration sweep(Stage stage, String id) {
        stage.ask(db -> db.execute("truncate contact_note, sync_health"));
        var begun = Instant.now();
        stage.sweep("sweep/" + id);
        return Duration.between(begun, stage.endOf("sweep/" + id));
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static void write(List<Duration> times) throws IOException {
        var rows = IntStream.range(0, WORKERS.size())
                .mapToObj(i -> "| %d | %.0f | %.2f |"
                        .formatted(
                                WORKERS.get(i),
                                WORKSPACES * 1000.0 / times.get(i).toMillis(),
                                (double) times.get(0).toMillis() / times.get(i).toMillis()))
                .toList();
        Files.writeString(Path.of(System.getProperty("plumbline.results")).resolveSibling("WORKERS.md"), """
                # A full sweep by number of workers

                `./mvnw verify -Pproof` writes this where `temporal-server` is installed (`.ci/temporal-server` builds it): Temporal with its tables in
                PostgreSQL, %d workspaces of which each has %d contacts to flag, `plumbline.reconcile.in-flight=100`, the median of %d sweeps. All on one
                machine of %d processors, which the database, Temporal and the workers share.

                | workers | workspaces a second | against one |
                |---|---|---|
                %s
                """.formatted(
                WORKSPACES, CONTACTS, SWEEPS, Runtime.getRuntime().availableProcessors(), String.join("\n", rows)));
    }
}
