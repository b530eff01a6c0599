package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the worker stands on is killed under it, in the middle of a sweep and of a sync. */
@Tag("proof")
@Tag("A10")
@Tag("C9")
class OutageTrial {

    private static final int WORKSPACES = 50;
    private static final int CONTACTS = 100; // of each

    @TempDir
    Path directory;

    @Test
    void a_killed_temporal_a_killed_database_and_cut_sessions_are_survived() {
        var kills = Trials.number(4) / 2;
        var cuts = Duration.ofSeconds(3L * Trials.number(4)); // a minute, and ten kills, with -Dtrials=20
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            stage.worker(
                    "--plumbline.reconcile.flags-per-run=" + (CONTACTS / (2 * kills + 2) + 1),
                    "--plumbline.federation.max-retries=20");
            stage.ask(db -> Company.addQuiet(db, WORKSPACES, CONTACTS));
            stage.ask(db -> Company.connect(db, registry.url(), 2 * kills + 1));

            var afterTemporal = new ArrayList<Duration>();
            var afterPostgres = new ArrayList<Duration>();
            var random = Trials.random();
            for (var kill = 0; kill < kills; kill++) {
                afterTemporal.add(
                        outage(stage, 2 * kill, random.nextInt(1_500), stage::killTemporal, stage::startTemporal));
                afterPostgres.add(
                        outage(stage, 2 * kill + 1, random.nextInt(1_500), stage::killPostgres, stage::startPostgres));
            }
            report(stage, "2 kill -9 of Temporal", kills, afterTemporal);
            report(stage, "2 kill -9 of PostgreSQL", kills, afterPostgres);

            var disturbed = new SweepAndSync(stage, 2 * kills);
            disturbed.begin();
            var ended = cutEverySessionFor(stage, cuts);
            var recovery = disturbed.recovery(ended);
            new Sweeps(stage).untilNothingIsLeft();
            report(
                    stage,
                    "2 every session cut each 200 ms for " + cuts.toSeconds() + " s",
                    1,
                    java.util.List.of(recovery));
        }
    }

    private static Duration outage(Stage stage, int number, int millis, Runnable kill, Runnable start) {
        var disturbed = new SweepAndSync(stage, number);
        disturbed.begin();
        await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
        var killedAt = Instant.now();
        kill.run();
        start.run();
        return disturbed.recovery(killedAt);
    }

    private static Instant cutEverySessionFor(Stage stage, Duration time) {
        var end = Instant.now().plus(time);
        return await().atMost(time.plusMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            stage.ask(db -> db.execute("select pg_terminate_backend(pid) from pg_stat_activity "
                                    + "where backend_type = 'client backend' and pid <> pg_backend_pid()"));
                            return Instant.now();
                        },
                        now -> now.isAfter(end));
    }

    /** The last of them waits until every contact has had its turn; those before only must not break anything. */
    private static void report(Stage stage, String trial, int times, Collection<Duration> recoveries) {
        new Sweeps(stage).untilNothingIsLeft();
        var tally = stage.tally();
        Results.add(trial, times, tally, recoveries);
        assertThat(tally).as(trial).isEqualTo(Tally.CLEAN);
    }
}
