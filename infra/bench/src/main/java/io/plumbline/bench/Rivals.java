package io.plumbline.bench;

import io.plumbline.infra.embedded.TemporalDevServer;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileRun;
import io.plumbline.workflows.run.Trigger;
import java.time.Instant;
import java.util.ArrayList;
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

    static List<Row> run(Stage stage, Size size) {
        if (!DevServer.isInstalled()) {
            return List.of();
        }
        var rivals = new Rivals(stage, size);
        var rows = new ArrayList<Row>();
        var temporal = TemporalDevServer.start(stage.directory().resolve("temporal"), 0, 0);
        try (var engine = new Engine(temporal, stage.activities())) {
            rows.addAll(rivals.against("db-scheduler", DbSchedulerRival::new, engine));
            rows.addAll(rivals.against("JobRunr", JobRunrRival::new, engine));
            rows.addAll(rivals.against("DBOS Transact", DbosRival::new, engine));
        }
        return rows;
    }

    private List<Row> against(String name, Maker maker, Engine engine) {
        try (var rival = maker.make(stage, AT_A_TIME, this::flag)) {
            return List.of(full(name, rival, engine), quiet(name, rival, engine));
        }
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
                .row("11 quiet sweep: all " + workspaces + " workspaces of 100 contacts", name, 1, QUIET_GOAL);
    }

    private void sweep(Rival rival, String prefix, int workspaces) {
        run = run();
        rival.run(IntStream.rangeClosed(1, workspaces)
                .mapToObj(w -> "%s%05d".formatted(prefix, w))
                .toList());
        Check.that(stage.data().count("select count(*) from sync_health") == workspaces);
    }
}
