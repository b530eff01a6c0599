package io.plumbline.worker.proof;

import static org.awaitility.Awaitility.await;

import io.plumbline.worker.start.Counts;
import java.time.Duration;
import java.util.Random;

/** When a worker is killed that syncs an organisation. */
enum Moment {
    by_chance {
        @Override
        void kill(Worker worker, Stage stage, Registry registry, int organization, Random random) {
            stage.ask(db -> Company.queue(db, organization));
            worker.killAfter(Duration.ofMillis(random.nextInt(2_500)));
        }
    },
    in_the_first_write_of_an_apply {
        @Override
        void kill(Worker worker, Stage stage, Registry registry, int organization, Random random) {
            killAt("lock table player in share mode", "player", worker, stage, registry, organization);
        }
    },
    in_the_last_write_of_an_apply {
        @Override
        void kill(Worker worker, Stage stage, Registry registry, int organization, Random random) {
            // not of its key: what the apply writes before refers to that
            var lock = "select from sync_history where organization_id = 'o%d' and status = 'running' for no key update"
                    .formatted(organization);
            killAt(lock, "sync_history", worker, stage, registry, organization);
        }
    };

    private static final int LAST_PAGE = 10;

    abstract void kill(Worker worker, Stage stage, Registry registry, int organization, Random random);

    /** The database tells when the apply stands at the lock. */
    private static void killAt(
            String lock, String table, Worker worker, Stage stage, Registry registry, int organization) {
        registry.hold("f" + organization, LAST_PAGE);
        stage.ask(db -> Company.queue(db, organization));
        await().atMost(Stage.PATIENCE).until(() -> registry.someoneWaits("f" + organization));
        try (var held = new Lock(stage.jdbcUrl(), lock)) {
            registry.release("f" + organization);
            await().atMost(Stage.PATIENCE).until(() -> stage.ask(db -> Counts.number(db, """
                            select count(*) from pg_stat_activity
                            where wait_event_type = 'Lock' and strpos(query, '%s') > 0""".formatted(table))) > 0);
            worker.killAfter(Duration.ZERO);
        }
    }
}
