package io.plumbline.bench;

import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileRun;
import io.plumbline.workflows.run.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sweep on a development server with its file, against what one may take instead: one job for each workspace, with the
 * same SQL on the same database, and as many at a time.
 */
final class Rivals {

    private static final int AT_A_TIME = 20; // as a sweep
    private static final double GOAL = 1;
    private static final double QUIET_GOAL = 0.1;
    private static final int SHARE = 100; // of many workspaces, for which a job each would take too long
    private static final List<Candidate> CANDIDATES = List.of(
            new Candidate("db-scheduler", DbSchedulerRival::new),
            new Candidate("JobRunr", JobRunrRival::new),
            new Candidate("DBOS Transact", DbosRival::new));

    private final Stage stage;
    private final Size size;
    private final ReconcileActivities activities;
    private volatile ReconcileRun run = run();

    private Rivals(Stage stage, Size size) {
        this.stage = stage;
        this.size = size;
        this.activities = stage.activities();
    }

    private interface Maker {

        Rival make(Stage stage, int threads, Rival.Job job);
    }

    private record Candidate(String name, Maker maker) {}

    private record Measured(String name, Rounds rounds) {}

    static List<Row> run(Stage stage, Size size) {
        if (!DevServer.isInstalled()) {
            return List.of();
        }
        var rivals = new Rivals(stage, size);
        var rows = new ArrayList<Row>();
        try (var engine = new Engine(DevServer.start(stage), stage.activities())) {
            for (var candidate : CANDIDATES) {
                try (var rival = rivals.make(candidate)) {
                    rows.add(rivals.full(candidate.name(), rival, engine));
                    rows.add(rivals.quiet(candidate.name(), rival, engine));
                }
            }
            rows.addAll(rivals.quietOfMany(engine));
        }
        return rows;
    }

    private Rival make(Candidate candidate) {
        return candidate.maker().make(stage, AT_A_TIME, this::flag);
    }

    private static ReconcileRun run() {
        var now = Instant.now();
        return new ReconcileRun(Trigger.manual, now, null, false, "rival " + now, "rival", "rival");
    }

    private void flag(String workspaceId) {
        activities.flagStaleContacts(workspaceId, run);
    }

    private Row full(String name, Rival rival, Engine engine) {
        var workspaces = size.sweptWorkspaces();
        var data = stage.data();
        FullSweep.fill(data, workspaces);
        return Rounds.measure(
                        stage,
                        1,
                        size.devServerRounds(),
                        data::forgetRuns,
                        () -> sweep(rival, FullSweep.PREFIX, workspaces),
                        () -> FullSweep.sweep(engine, workspaces))
                .row("10 full sweep: time of each of " + workspaces + " workspaces", name, workspaces, GOAL);
    }

    private Row quiet(String name, Rival rival, Engine engine) {
        var workspaces = size.quietWorkspaces();
        var data = stage.data();
        QuietSweep.fill(data, workspaces);
        return Rounds.measure(
                        stage,
                        1,
                        size.devServerRounds(),
                        data::forgetHealth,
                        () -> sweep(rival, QuietSweep.PREFIX, workspaces),
                        () -> QuietSweep.sweep(engine, workspaces))
                .row(
                        "11 quiet sweep: all " + workspaces + " workspaces of " + QuietSweep.CONTACTS + " contacts",
                        name,
                        1,
                        QUIET_GOAL);
    }

    /** The best of them first. Ours are all of the workspaces, theirs a share of the same ones. */
    private List<Row> quietOfMany(Engine engine) {
        var workspaces = size.manyWorkspaces();
        QuietSweep.fill(stage.data(), workspaces);
        var measured = CANDIDATES.stream()
                .map(candidate -> new Measured(candidate.name(), quietOfMany(candidate, engine, workspaces)))
                .sorted(Comparator.comparingDouble(one -> one.rounds().baselineMillis()))
                .toList();
        var best = measured.get(0);
        return measured.stream()
                .map(one -> one.rounds()
                        .row(
                                "12 quiet sweep: time of each of " + workspaces + " workspaces of "
                                        + QuietSweep.CONTACTS + " contacts; the baseline's, of " + workspaces / SHARE
                                        + " of them",
                                one == best ? one.name() + ", the best of them," : one.name(),
                                1,
                                QUIET_GOAL))
                .toList();
    }

    private Rounds quietOfMany(Candidate candidate, Engine engine, int workspaces) {
        try (var rival = make(candidate)) {
            return Rounds.measure(
                            stage,
                            1,
                            size.devServerRounds(),
                            stage.data()::forgetHealth,
                            () -> sweep(rival, QuietSweep.PREFIX, workspaces / SHARE),
                            () -> QuietSweep.sweep(engine, workspaces))
                    .perPiece(workspaces / SHARE, workspaces);
        }
    }

    private void sweep(Rival rival, String prefix, int workspaces) {
        run = run();
        rival.run(IntStream.rangeClosed(1, workspaces)
                .mapToObj(number -> Data.workspace(prefix, number))
                .toList());
        Check.that(stage.data().count("select count(*) from sync_health") == workspaces);
    }
}
