package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Wire;
import io.plumbline.worker.start.Wire.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wires between a worker and what it stands on become slow, are cut, or swallow everything, while it works. */
@Tag("proof")
@Tag("A10")
@Tag("C9")
class PartitionTrial {

    private static final Duration PARTITION = Duration.ofSeconds(6);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2); // whatever it is
    private static final int WORKSPACES = 50;
    private static final int CONTACTS = 100; // of each
    private static final List<State> KINDS = List.of(State.slow, State.cut, State.black_hole);

    @TempDir
    Path directory;

    @Test
    void whatever_is_cut_off_all_goes_on_by_itself_when_it_is_back() {
        try (var stage = new Stage(directory);
                var registry = new Registry();
                var toDatabase = new Wire(stage.postgresPort());
                var toTemporal = new Wire(stage.temporalPort());
                var toRegistry = new Wire(registry.port())) {
            var wires = new LinkedHashMap<String, Wire>();
            wires.put("the database", toDatabase);
            wires.put("Temporal", toTemporal);
            wires.put("the registry", toRegistry);
            var partitions = wires.size() * KINDS.size();
            var worker = stage.workerAt(
                    toDatabase.port(),
                    toTemporal.port(),
                    "--plumbline.reconcile.flags-per-run=" + (CONTACTS / (partitions + 1) + 1),
                    "--plumbline.federation.max-retries=20");
            stage.ask(db -> Company.addQuiet(db, WORKSPACES, CONTACTS));
            stage.ask(db -> Company.connect(db, "http://127.0.0.1:" + toRegistry.port(), partitions));

            var number = 0;
            var slowest = new LinkedHashMap<String, Duration>();
            for (var wire : wires.entrySet()) {
                for (var kind : KINDS) {
                    var what = wire.getKey() + ": " + kind.name().replace('_', ' ');
                    slowest.put(what, partition(stage, worker, what, wire.getValue(), kind, number++));
                }
            }
            new Sweeps(stage).untilNothingIsLeft();
            await().atMost(Stage.PATIENCE)
                    .ignoreExceptions()
                    .until(() ->
                            worker.send(worker.asOperator("/actuator/health")).statusCode() == 200);
            await().atMost(Stage.PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(connectionsInUse(worker))
                            .as("no connection of a pool is lost, and nobody waits for one")
                            .hasSize(4)
                            .containsOnly(0.0));
            var tally = stage.tally();
            Results.add("5 after all of these partitions", partitions, tally, List.of());
            assertThat(tally).isEqualTo(Tally.CLEAN);
            assertThat(slowest)
                    .allSatisfy((what, answer) -> assertThat(answer)
                            .as("the slowest answer, %s", what)
                            .isLessThan(ANSWER_WITHIN));
        }
    }

    /** Of the two pools: those that are in use and those that somebody waits for. */
    private static List<Double> connectionsInUse(Worker worker) {
        return metrics(worker, "hikaricp_connections_(active|pending)");
    }

    private static List<Double> metrics(Worker worker, String name) {
        return worker.send(worker.asOperator("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.matches(name + "\\{.*"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
    }

    private static void assertThatThreadsAreFree(Worker worker, String what) {
        var busy = metrics(worker, "tomcat_threads_busy_threads");
        var most = metrics(worker, "tomcat_threads_config_max_threads");
        assertThat(busy).as("threads that serve requests, %s", what).hasSize(1);
        assertThat(busy.get(0)).as("busy ones, %s", what).isLessThan(most.get(0) / 10);
    }

    /** @return how long the slowest answer took meanwhile */
    private static Duration partition(Stage stage, Worker worker, String what, Wire wire, State kind, int number) {
        var disturbed = new SweepAndSync(stage, number);
        disturbed.begin();
        try (var asker = new Asker(worker)) {
            wire.become(kind);
            await().pollDelay(PARTITION).atMost(PARTITION.multipliedBy(2)).until(() -> true);
            assertThatThreadsAreFree(worker, what);
            wire.become(State.good);
            var since = Instant.now();
            var recovery = disturbed.recovery(since);
            var slowest = asker.end();
            Results.add("5 %s for %d s".formatted(what, PARTITION.toSeconds()), recovery, slowest);
            return slowest;
        }
    }
}
