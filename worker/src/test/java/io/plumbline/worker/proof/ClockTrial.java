package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a worker jumps by two hours, forward and back, while it works, and before it starts. */
@Tag("proof")
@Tag("A8")
@Tag("A10")
class ClockTrial {

    private static final List<Duration> STEPS = List.of(Duration.ofHours(2), Duration.ofHours(-2));
    private static final int WORKSPACES = 50;
    private static final int CONTACTS = 100; // of each

    @TempDir
    Path directory;

    @Test
    void whatever_a_workers_clock_does_nobody_is_flagged_twice_and_nothing_is_lost() {
        var step = new AtomicReference<>(Duration.ZERO);
        var recoveries = new ArrayList<Duration>();
        try (var stage = new Stage(directory);
                var registry = new Registry();
                var first = inside(stage, "first", step)) {
            stage.ask(db -> Company.addQuiet(db, WORKSPACES, CONTACTS));
            stage.ask(db -> Company.connect(db, registry.url(), 2 * STEPS.size()));
            for (var number = 0; number < STEPS.size(); number++) {
                run(stage, 2 * number);
                step.set(STEPS.get(number)); // while both are under way
                end(stage, 2 * number);
                try (var late = inside(stage, "late" + number, step)) {
                    recoveries.add(runToTheEnd(stage, 2 * number + 1));
                    assertThat(late.isRunning()).isTrue();
                }
            }
            new Sweeps(stage).untilNothingIsLeft();
            var open = stage.openWorkflows();
            var tally = stage.ask(db -> Tally.of(db, open));
            Results.add("7 the worker's clock set by 2 h, forward and back", STEPS.size(), tally, recoveries);
            assertThat(first.isRunning()).isTrue();
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    private org.springframework.context.ConfigurableApplicationContext inside(
            Stage stage, String name, AtomicReference<Duration> step) {
        return WorkerInside.start(
                () -> Clock.systemUTC().instant().plus(step.get()),
                directory.resolve(name),
                stage.jdbcUrl(),
                stage.target(),
                "--plumbline.reconcile.flags-per-run=10",
                "--plumbline.federation.at-a-time=100");
    }

    private static void run(Stage stage, int number) {
        stage.ask(db -> Company.queue(db, number));
        stage.sweep("sweep/" + number);
    }

    private static void end(Stage stage, int number) {
        stage.endOf("sweep/" + number);
        new Syncs(stage).endOf("o" + number);
    }

    private static Duration runToTheEnd(Stage stage, int number) {
        var began = Instant.now();
        run(stage, number);
        end(stage, number);
        return Duration.between(began, Instant.now());
    }
}
