package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.InProcessTemporal;
import java.util.ArrayList;
import java.util.List;

/** A sweep in which every workspace has something to flag, against child workflows that do nothing. */
final class FullSweep {

    static final String PREFIX = "full";
    static final int STALE = 3;
    private static final int CONTACTS = 1_000;
    private static final int IN_FLIGHT = 20; // the setting's default
    private static final int WARM_UPS = 4;
    private static final int DEV_SERVER_WARM_UPS = 1; // after those in the process, and each takes a minute
    private static final double GOAL = 1.3;
    static final String BASELINE = "no-op child";

    private FullSweep() {}

    /** Workspaces that each have something to flag. */
    static void fill(Data data, int workspaces) {
        fill(data, workspaces, CONTACTS);
    }

    static void fill(Data data, int workspaces, int contacts) {
        data.clear();
        data.add(PREFIX, workspaces, contacts, STALE);
        data.addHistory();
        data.settle();
    }

    static void sweep(Engine engine, int workspaces) {
        Check.that(engine.sweep().flagged() == (long) workspaces * STALE);
    }

    static List<Row> run(Stage stage, Size size) {
        fill(stage.data(), size.sweptWorkspaces());
        var rows = new ArrayList<Row>();
        rows.add(row("in-process", InProcessTemporal.start(0), stage, size, WARM_UPS, size.rounds()));
        if (DevServer.isInstalled()) {
            rows.add(row(
                    "dev server", DevServer.start(stage), stage, size, DEV_SERVER_WARM_UPS, size.devServerRounds()));
        }
        return rows;
    }

    private static Row row(String server, EmbeddedTemporal temporal, Stage stage, Size size, int warmUps, int rounds) {
        var workspaces = size.sweptWorkspaces();
        try (var engine = new Engine(temporal, stage.activities())) {
            return measure(stage, engine, workspaces, warmUps, rounds)
                    .row(
                            "1 full sweep, " + server + ": time of each of " + workspaces + " workspaces",
                            BASELINE,
                            workspaces,
                            GOAL);
        }
    }

    /** After {@link #fill}. */
    static Rounds measure(Stage stage, Engine engine, int workspaces, int warmUps, int rounds) {
        return Rounds.measure(
                stage,
                warmUps,
                rounds,
                stage.data()::forgetRuns,
                () -> engine.sweepNothing(workspaces, IN_FLIGHT),
                () -> sweep(engine, workspaces));
    }
}
