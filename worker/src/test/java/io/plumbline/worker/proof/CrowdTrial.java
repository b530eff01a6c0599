package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.full.OnThePath;
import io.plumbline.worker.full.TemporalCli;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody sweeps at the same time. */
@Tag("proof")
@Tag("A10")
@Tag("A14")
class CrowdTrial {

    @TempDir
    Path directory;

    @Test
    void two_workers_two_crons_a_sweep_of_tctl_and_one_of_temporal_flag_each_contact_once() {
        var times = Trials.number(2);
        var tally = Tally.CLEAN;
        try (var stage = new Stage(directory)) {
            stage.worker();
            stage.worker();
            stage.ask(db -> Company.addQuiet(db, 100, 100));
            for (var time = 0; time < times; time++) {
                stage.ask(db -> db.execute("truncate contact_note, sync_health"));
                crowd(stage, "/" + time);
                new Sweeps(stage).untilNothingIsLeft();
                tally = tally.plus(stage.tally());
            }
            Results.add("3 two workers and four sweeps of 10,000 contacts at once", times, tally, List.of());
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    private static void crowd(Stage stage, String suffix) {
        var cli = new TemporalCli(stage.target());
        Stream.<Runnable>of(
                        () -> stage.start("ScheduledReconcile", "cron/one" + suffix),
                        () -> stage.start("ScheduledReconcile", "cron/two" + suffix),
                        () -> tctl(cli, "by-tctl" + suffix),
                        () -> temporal(cli, "by-cli" + suffix))
                .map(CompletableFuture::runAsync)
                .toList()
                .forEach(CompletableFuture::join);
        Stream.of("cron/one", "cron/two", "by-tctl", "by-cli").forEach(one -> stage.endOf(one + suffix));
    }

    private static void temporal(TemporalCli cli, String id) {
        cli.temporal("workflow", "start", "--type", "ReconcileSweep", "--task-queue", "reconcile", "--workflow-id", id);
    }

    /** Where it is not on the path ({@code .ci/tctl} builds it), {@code temporal} takes its place. */
    private static void tctl(TemporalCli cli, String id) {
        if (OnThePath.has("tctl", "--version")) {
            cli.tctl(
                    "workflow",
                    "start",
                    "--workflow_type",
                    "ReconcileSweep",
                    "--taskqueue",
                    "reconcile",
                    "--workflow_id",
                    id);
        } else {
            System.out.println("tctl is not on the PATH: temporal sweeps twice");
            temporal(cli, id);
        }
    }
}
