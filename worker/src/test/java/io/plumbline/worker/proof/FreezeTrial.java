package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Wire;
import io.plumbline.worker.start.Wire.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose time stops in the middle of a fetch and of an apply wakes when another one has taken its work over. */
@Tag("proof")
@Tag("C9")
@Tag("C13")
class FreezeTrial {

    private static final int LAST_PAGE = 10;
    private static final int KEPT = 900; // members of the pages before it

    @TempDir
    Path directory;

    @Test
    void a_worker_that_was_frozen_past_its_heartbeat_writes_nothing_when_it_wakes() {
        var times = Trials.number(1);
        var tally = Tally.CLEAN;
        var recoveries = new ArrayList<Duration>();
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            Flyway.configure().dataSource(stage.jdbcUrl(), null, null).load().migrate();
            stage.ask(db -> Company.connect(db, registry.url(), 2 * times));
            for (var time = 0; time < times; time++) {
                var applied = 2 * time;
                var fetched = 2 * time + 1;
                tally = tally.plus(freeze(stage, registry, applied, fetched, recoveries));
            }
            Results.add("4 a worker frozen in a fetch and in an apply, woken after another", times, tally, recoveries);
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    /** @param recoveries where it is added how long the other worker needed to take over */
    private static Tally freeze(
            Stage stage, Registry registry, int applied, int fetched, Collection<Duration> recoveries) {
        try (var frozen = new WorkerOnWires(stage)) {
            registry.hold("f" + fetched, LAST_PAGE);
            stage.ask(db -> Company.queue(db, fetched));
            await().atMost(Stage.PATIENCE).until(() -> registry.someoneWaits("f" + fetched));
            registry.hold("f" + applied, LAST_PAGE);
            frozen.stopBeforeTheApply(registry, applied);
            var holding = frozen.toDatabase.holding();
            registry.release("f" + fetched); // into a wire that holds what would be kept of it
            await().atMost(Stage.PATIENCE).until(() -> frozen.toDatabase.holding() > holding);
            frozen.worker.program().freeze();
            var frozenAt = Instant.now();

            registry.hold("f" + applied, LAST_PAGE);
            registry.rename("Lovelace"); // what the frozen one has read is old from now on
            try (var other = new WorkerOnWires(stage)) {
                new Syncs(stage).endOf("o" + fetched);
                other.stopBeforeTheApply(registry, applied);
                recoveries.add(Duration.between(frozenAt, Instant.now()));

                var before = stage.ask(FreezeTrial::everything);
                frozen.wakeAndEnd();
                assertThat(stage.ask(FreezeTrial::everything)).isEqualTo(before);

                other.toDatabase.become(State.good);
                new Syncs(stage).endOf("o" + applied);
                return stage.tally().plus(new Tally(0, stage.ask(db -> oldNames(db, applied, fetched)), 0));
            }
        } finally {
            registry.rename("Byron");
        }
    }

    /** All that a sync writes. */
    private static String everything(DSLContext db) {
        return Stream.of("player", "sync_job", "sync_history", "sync_change", "sync_conflict", "fetched_members")
                .map(table -> table
                        + db.fetch("select * from " + table + " order by 1, 2").formatCSV())
                .collect(Collectors.joining("\n"));
    }

    /** Members as the frozen worker had read them: but for the pages that it had kept, from which the other one went on. */
    private static int oldNames(DSLContext db, int applied, int fetched) {
        return Counts.number(db, """
                select count(*) from player where last_name <> 'Lovelace' and (organization_id = 'o%d'
                or organization_id = 'o%d' and substr(external_id, 2)::int >= %d)""".formatted(applied, fetched, KEPT));
    }

    /** A worker whose wires can be held. */
    private static final class WorkerOnWires implements AutoCloseable {

        final Wire toDatabase;
        final Wire toTemporal;
        final Worker worker;
        private final Stage stage;

        WorkerOnWires(Stage stage) {
            this.stage = stage;
            toDatabase = new Wire(stage.postgresPort());
            toTemporal = new Wire(stage.temporalPort());
            worker = stage.workerAt(toDatabase.port(), toTemporal.port());
        }

        /** The sync is fetched, whose last page the registry holds back until now, and what the apply says to the database does not arrive there. */
        void stopBeforeTheApply(Registry registry, int organization) {
            stage.ask(db -> Company.queue(db, organization));
            await().atMost(Stage.PATIENCE).until(() -> registry.someoneWaits("f" + organization));
            toTemporal.become(State.held); // so that the apply is not asked for yet
            registry.release("f" + organization);
            await().atMost(Stage.PATIENCE).until(() -> stage.ask(db -> pagesKept(db, organization)) == LAST_PAGE);
            toDatabase.become(State.held);
            toTemporal.become(State.good);
            await().atMost(Stage.PATIENCE)
                    .until(() -> stage.isWorkingOn("ApplyMembers", "federation/north/o" + organization));
        }

        private static int pagesKept(DSLContext db, int organization) {
            return Counts.number(db, """
                    select count(*) from fetched_members p join sync_job j on j.id = p.job_id
                    where j.organization_id = 'o%d'""".formatted(organization));
        }

        /** And ends: it finishes what it had begun before that. */
        void wakeAndEnd() {
            toDatabase.become(State.good);
            worker.program().wake();
            worker.program().stop();
        }

        @Override
        public void close() {
            worker.close();
            toDatabase.close();
            toTemporal.close();
        }
    }
}
