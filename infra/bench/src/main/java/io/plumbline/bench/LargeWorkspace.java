package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.workflows.reconcile.ReconcileRun;
import io.plumbline.workflows.run.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A workspace of very many contacts against a usual one, with as many to flag. */
final class LargeWorkspace {

    private static final int STALE = 50;
    private static final int USUAL = 1_000;
    private static final int LARGE = 100_000;
    private static final int ROUNDS_FACTOR = 6; // each round is short
    private static final double GOAL = 3;

    private LargeWorkspace() {}

    static List<Row> run(Stage stage, Size size) {
        var data = stage.data();
        data.clear();
        data.add("usual", 1, USUAL, STALE);
        data.add("large", 1, LARGE, STALE);
        data.addHistory();
        data.settle();
        var usual = Data.workspace("usual", 1);
        var large = Data.workspace("large", 1);
        var rounds = size.rounds() * ROUNDS_FACTOR;
        try (var engine = new Engine(InProcessTemporal.start(0), stage.activities())) {
            return List.of(
                    Rounds.measure(
                                    stage,
                                    rounds / 2,
                                    rounds,
                                    data::forgetRuns,
                                    () -> flag(stage, usual),
                                    () -> flag(stage, large))
                            .row("3 workspace of 100,000 contacts, bare activity", "1,000 contacts", 1, GOAL),
                    Rounds.measure(
                                    stage,
                                    rounds / 2,
                                    rounds,
                                    data::forgetRuns,
                                    () -> engine.reconcile(usual),
                                    () -> engine.reconcile(large))
                            .row("3 workspace of 100,000 contacts, workflow", "1,000 contacts", 1, GOAL));
        }
    }

    private static void flag(Stage stage, String workspaceId) {
        var run = new ReconcileRun(
                Trigger.manual, Instant.now(), null, false, UUID.randomUUID().toString(), "bench", "bench");
        Check.that(stage.activities().flagStaleContacts(workspaceId, run).flagged() == STALE);
    }
}
