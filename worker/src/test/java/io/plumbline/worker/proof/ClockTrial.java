package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

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
                var underWay = new SweepAndSync(stage, 2 * number);
                underWay.begin();
                step.set(STEPS.get(number));
                underWay.end();
                try (var late = inside(stage, "late" + number, step)) {
                    recoveries.add(runToTheEnd(new SweepAndSync(stage, 2 * number + 1)));
                    assertThat(late.isRunning()).isTrue();
                }
            }
            new Sweeps(stage).untilNothingIsLeft();
            var tally = stage.tally();
            Results.add("7 the worker's clock set by 2 h, forward and back", STEPS.size(), tally, recoveries);
            assertThat(first.isRunning()).isTrue();
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    private ConfigurableApplicationContext inside(Stage stage, String name, AtomicReference<Duration> step) {
        return WorkerInside.start(
                () -> Instant.now().plus(step.get()),
                directory.resolve(name),
                stage.jdbcUrl(),
                stage.target(),
                "--plumbline.reconcile.flags-per-run=10",
                "--plumbline.federation.at-a-time=100");
    }

    /** By the clock of this process: the times that a worker writes are off. */
    private static Duration runToTheEnd(SweepAndSync both) {
        var began = Instant.now();
        both.begin();
        both.end();
        return Duration.between(began, Instant.now());
    }
}
