package io.plumbline.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** db-scheduler, as its documentation has it for many jobs: {@code lock-and-fetch}, queued in batches. */
final class DbSchedulerRival implements Rival {

    // as in its documentation for PostgreSQL
    private static final String TABLE = """
            create table if not exists scheduled_tasks (
              task_name text not null,
              task_instance text not null,
              task_data bytea,
              execution_time timestamptz not null,
              picked boolean not null,
              picked_by text,
              last_success timestamptz,
              last_failure timestamptz,
              consecutive_failures int,
              last_heartbeat timestamptz,
              version bigint not null,
              priority smallint,
              primary key (task_name, task_instance))""";

    private final Jobs jobs;
    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;

    DbSchedulerRival(Stage stage, int threads, Job job) {
        jobs = new Jobs(job);
        stage.data()
                .execute(
                        TABLE,
                        "create index if not exists execution_time_idx on scheduled_tasks (execution_time)",
                        "create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat)");
        task = Tasks.oneTime("flag").execute((instance, context) -> jobs.run(instance.getId()));
        scheduler = scheduler(stage.database(), threads);
        scheduler.start();
    }

    private Scheduler scheduler(DataSource database, int threads) {
        return Scheduler.create(database, task)
                .threads(threads)
                .pollUsingLockAndFetch(1, 4)
                .pollingInterval(Duration.ofMillis(100))
                .enableImmediateExecution()
                .build();
    }

    @Override
    public void run(List<String> workspaces) {
        jobs.expect(workspaces.size());
        scheduler.scheduleBatch(
                workspaces.stream()
                        .<TaskInstance<?>>map(id -> task.instance(id))
                        .toList(),
                Instant.now());
        jobs.await();
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
