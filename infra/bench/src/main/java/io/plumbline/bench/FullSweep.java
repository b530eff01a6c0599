package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.infra.embedded.TemporalDevServer;
import java.util.ArrayList;
import java.util.List;

/** A sweep in which every workspace has something to flag, against child workflows that do nothing. */
final class FullSweep {

    static final String PREFIX = "full";
    private static final int CONTACTS = 1_000;
    private static final int STALE = 3;
    private static final int IN_FLIGHT = 20; // the setting's default
    private static final int WARM_UPS = 4; // after one, both were still being compiled
    private static final double GOAL = 1.3;

    private FullSweep() {}

    /** Workspaces that each have something to flag. */
    static void fill(Data data, int workspaces) {
        data.clear();
        data.add(PREFIX, workspaces, CONTACTS, STALE);
        data.addHistory();
        data.settle();
    }

    static void sweep(Engine engine, int workspaces) {
        Check.that(engine.sweep().flagged() == (long) workspaces * STALE);
    }

    static List<Row> run(Stage stage, Size size) {
        fill(stage.data(), size.sweptWorkspaces());
        var rows = new ArrayList<Row>();
        rows.add(row("in-process", InProcessTemporal.start(0), stage, size, size.rounds()));
        if (DevServer.isInstalled()) {
            var server = TemporalDevServer.start(stage.directory().resolve("temporal"), 0, 0);
            rows.add(row("dev server", server, stage, size, size.devServerRounds()));
        }
        return rows;
    }

    private static Row row(String server, EmbeddedTemporal temporal, Stage stage, Size size, int rounds) {
        var data = stage.data();
        var workspaces = size.sweptWorkspaces();
        try (var engine = new Engine(temporal, stage.activities())) {
            return Rounds.measure(
                            stage,
                            WARM_UPS,
                            rounds,
                            data::forgetRuns,
                            () -> engine.sweepNothing(workspaces, IN_FLIGHT),
                            () -> sweep(engine, workspaces))
                    .row(
                            "1 full sweep, " + server + ": time of each of " + workspaces + " workspaces",
                            "no-op child",
                            workspaces,
                            GOAL);
        }
    }
}
