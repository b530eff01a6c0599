package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Program;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases of the stages that the program had become ones of today, with their rows, and all syncs work on them. */
@Tag("proof")
@Tag("E10")
class UpgradeTrial {

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("io.plumbline.worker.proof.KeptDatabase#all")
    void a_database_of_an_earlier_stage_migrates_keeps_its_rows_and_works(KeptDatabase kept) {
        try (var stage = new Stage(directory)) {
            kept.restore(stage.jdbcUrl());
            var before = stage.ask(KeptDatabase::rows);
            var unsaid = stage.ask(UpgradeTrial::flagsThatNoRunMade);
            // those of the demo that have no channel
            stage.ask(db ->
                    db.execute("update workspace set channel_phone_id = 'phone', channel_access_token = 'token'"));
            var began = Instant.now();

            try (var program = today(stage)) {
                await().atMost(Stage.PATIENCE) // the demo fills what there was not yet
                        .until(() -> stage.ask(UpgradeTrial::connected) > 0);
                stage.ask(db -> db.execute("""
                        insert into sync_job (connector_id, organization_id, trigger)
                        select connector_id, organization_id, 'manual' from connected_organization on conflict do nothing"""));
                new Sweeps(stage).untilNothingIsLeft();
                await().atMost(Stage.PATIENCE)
                        .until(() -> stage.ask(db -> since(db, began, "sync_session where status = 'completed'")) > 0
                                && stage.ask(db -> since(db, began, "sync_history where status = 'completed'")) > 0);
                var after = stage.tally();
                var tally = new Tally(
                        lost(before, stage.ask(KeptDatabase::rows))
                                + Math.abs(unsaid - stage.ask(UpgradeTrial::flagsThatNoRunMade))
                                + stage.ask(db -> failedSince(db, began)),
                        after.duplicated(),
                        after.stuck());
                Results.add("6 the database of %s, migrated".formatted(kept), 1, tally, List.of());
                assertThat(tally).as(program.log()).isEqualTo(Tally.CLEAN);
                assertThat(stage.ask(Counts::activeWorkspacesWithoutARun)).isZero();
                assertThat(stage.ask(UpgradeTrial::neverFlagged)).isZero();
            }
        }
    }

    /** With the demo, whose registry and whose feed are there as they were then. */
    private Program today(Stage stage) {
        return Program.startPackaged(
                        Path.of(System.getProperty("plumbline.jar")),
                        directory.resolve("worker"),
                        "--spring.datasource.url=" + stage.jdbcUrl(),
                        "--spring.temporal.connection.target=" + stage.target(),
                        "--plumbline.security.jwt.secret=" + Worker.SECRET,
                        "--plumbline.security.secrets-key=" + KeptDatabase.SECRETS_KEY,
                        "--plumbline.demo=true",
                        "--plumbline.federation.pick-up-every=1s")
                .awaitLog("Started PlumblineWorker");
    }

    private static int lost(Map<String, Integer> before, Map<String, Integer> after) {
        return before.entrySet().stream()
                .mapToInt(table -> Math.max(0, table.getValue() - after.get(table.getKey())))
                .sum();
    }

    /** The demo has some from before its first run. */
    private static int flagsThatNoRunMade(DSLContext db) {
        return Counts.flags(db) - Counts.flagsSaidToBeMade(db);
    }

    private static int connected(DSLContext db) {
        return Counts.number(db, "select count(*) from connected_organization");
    }

    private static int since(DSLContext db, Instant began, String what) {
        return Counts.number(db, "select count(*) from %s and started_at >= '%s'".formatted(what, began));
    }

    private static int failedSince(DSLContext db, Instant began) {
        return since(db, began, "sync_session where status = 'failed'")
                + since(db, began, "sync_history where status = 'failed'")
                + Counts.number(
                        db,
                        "select count(*) from sync_health where status = 'failed' and run_at >= '%s'".formatted(began));
    }

    private static int neverFlagged(DSLContext db) {
        return Counts.number(db, """
                select count(*) from contact c where quiet_since < now() - interval '1 hour'
                and lead_status not in ('archived', 'converted') and not exists (
                  select from contact_note n where n.contact_id = c.id and n.added_by = 'background-sync')""");
    }
}
