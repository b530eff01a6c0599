package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Program;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The former program on a database that this one has migrated, as in a rolling restart and after a step back; then this
 * one again. Needs the former one as {@code -Dplumbline.former-jar=}: {@code infra/proof/rollback} builds it.
 */
@Tag("proof")
@Tag("E10")
class RollbackTrial {

    private static final String FORMER = System.getProperty("plumbline.former-jar", "");
    private static final int CONTACTS = 100;

    @TempDir
    Path directory;

    @Test
    void the_former_program_works_on_the_migrated_database_and_this_one_goes_on_after_it() {
        assumeTrue(!FORMER.isEmpty(), "-Dplumbline.former-jar= is not set: infra/proof/rollback sets it");
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            stage.worker().program().stop();
            stage.ask(db -> Company.addQuiet(db, 10, CONTACTS / 10));
            stage.ask(db -> Company.connect(db, registry.url(), 1));
            try (var former = former(stage)) {
                sweepAndSync(stage);
                assertThat(stage.ask(Counts::flags)).isEqualTo(CONTACTS);
                assertThat(playersNamed(stage, "Byron")).isEqualTo(Registry.MEMBERS);
                assertThat(former.log()).as("what it reads and writes is there").doesNotContain("does not exist");
                former.stop();
            }

            stage.worker();
            registry.rename("King");
            stage.ask(db -> db.execute("insert into contact (workspace_id, last_activity_at) "
                    + "select id, now() - interval '1 day' from workspace"));
            sweepAndSync(stage);
            assertThat(stage.ask(Counts::flags)).isEqualTo(CONTACTS + 10);
            assertThat(playersNamed(stage, "King")).isEqualTo(Registry.MEMBERS);

            var tally = stage.tally();
            Results.add("8 the former program on a database of today, and back", 1, tally, List.of());
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    private Program former(Stage stage) {
        return Program.startPackaged(
                        Path.of(FORMER),
                        directory.resolve("former"),
                        "--spring.datasource.url=" + stage.jdbcUrl(),
                        "--spring.temporal.connection.target=" + stage.target(),
                        "--plumbline.security.jwt.secret=" + Worker.SECRET,
                        "--plumbline.demo=false",
                        "--plumbline.federation.pick-up-every=1s")
                .awaitLog("Started PlumblineWorker");
    }

    private static void sweepAndSync(Stage stage) {
        stage.ask(db -> Company.queue(db, 0));
        new Sweeps(stage).untilNothingIsLeft();
        new Syncs(stage).endOf("o0");
    }

    private static int playersNamed(Stage stage, String lastName) {
        return stage.ask(
                db -> Counts.number(db, "select count(*) from player where last_name = '%s'".formatted(lastName)));
    }
}
