package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker is killed in the middle of a sweep and of a sync, again and again. */
@Tag("proof")
@Tag("A10")
@Tag("C9")
@Tag("C13")
class KillTrial {

    private static final int WORKSPACES = 50;
    private static final int CONTACTS = 100; // of each

    @TempDir
    Path directory;

    @Test
    void a_kill_at_any_moment_loses_nothing_repeats_nothing_and_leaves_nothing_running() {
        var kills = Trials.number(6);
        var random = Trials.random();
        // so many that each sweep has work left
        var limit = "--plumbline.reconcile.flags-per-run=" + (CONTACTS / (kills + 1) + 1);
        var killedAt = new ArrayList<Instant>();
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            var worker = stage.worker(limit);
            stage.ask(db -> Company.addQuiet(db, WORKSPACES, CONTACTS));
            stage.ask(db -> Company.connect(db, registry.url(), kills));
            for (var kill = 0; kill < kills; kill++) {
                new SweepAndSync(stage, kill).beginSweep();
                var moment = Moment.values()[kill % Moment.values().length];
                moment.kill(worker, stage, registry, kill, random);
                killedAt.add(Instant.now());
                worker = stage.worker(limit);
            }
            var recoveries = new ArrayList<Duration>();
            for (var kill = 0; kill < kills; kill++) {
                recoveries.add(new SweepAndSync(stage, kill).recovery(killedAt.get(kill)));
            }
            new Sweeps(stage).untilNothingIsLeft();

            var tally = stage.tally();
            Results.add(
                    "1 kill -9 of the worker, in a sweep and a sync, two of three in its apply",
                    kills,
                    tally,
                    recoveries);
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }
}
