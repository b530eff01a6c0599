package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Counts;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the first migrations becomes one of today, with its rows. */
@Tag("proof")
@Tag("E10")
class UpgradeTrial {

    private static final int CONTACTS = 1_000;

    @TempDir
    Path directory;

    @Test
    void a_database_of_the_first_migrations_migrates_keeps_its_rows_and_works() {
        try (var stage = new Stage(directory)) {
            Flyway.configure()
                    .dataSource(stage.jdbcUrl(), null, null)
                    .target("4")
                    .load()
                    .migrate();
            stage.ask(UpgradeTrial::addRows);
            var before = stage.ask(UpgradeTrial::rows);

            stage.worker();
            await().atMost(Stage.PATIENCE).until(() -> stage.ask(Counts::activeWorkspacesWithoutARun) == 0);
            new Sweeps(stage).untilNothingIsLeft();

            var lost = Math.abs(before - stage.ask(UpgradeTrial::rows));
            var tally = stage.tally().plus(new Tally(lost, 0, 0));
            Results.add("6 a database of the first four migrations", 1, tally, List.of());
            assertThat(tally).isEqualTo(Tally.CLEAN);
            assertThat(stage.ask(Counts::flags)).isEqualTo(CONTACTS);
        }
    }

    private static int addRows(DSLContext db) {
        Company.addQuiet(db, 10, CONTACTS / 10);
        db.execute("""
                insert into contact_note (contact_id, content, added_by)
                select id, 'Called.', 'ana@example.com' from contact where id % 10 = 0""");
        db.execute("insert into sync_failure (source, workspace_id, error) values ('reconcile', 'w0001', 'was away')");
        return db.execute("""
                insert into conversation (workspace_id, phone, state, lead_status, event_at)
                values ('w0001', '+15550000001', 'qualifying', 'qualified', now())""");
    }

    /** Those that the program only adds to. */
    private static int rows(DSLContext db) {
        return Counts.contacts(db)
                + Counts.number(db, "select count(*) from contact_note where added_by = 'ana@example.com'")
                + Counts.number(db, "select count(*) from sync_failure where error = 'was away'")
                + Counts.number(db, "select count(*) from conversation where lead_status = 'qualified'");
    }
}
