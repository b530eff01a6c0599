package io.plumbline.bench;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import java.time.Duration;
import java.util.List;

/** DBOS Transact: a workflow with one step for each workspace, on a queue. */
final class DbosRival implements Rival {

    private static final String QUEUE = "flags";

    private final Jobs jobs;
    private final DBOS dbos;
    private final Flagging flagging;

    /** The workflow. */
    public interface Flagging {

        void flag(String workspaceId);
    }

    /** Has its one step. */
    public static final class FlaggingImpl implements Flagging {

        private final DBOS dbos;
        private final Jobs jobs;

        FlaggingImpl(DBOS dbos, Jobs jobs) {
            this.dbos = dbos;
            this.jobs = jobs;
        }

        @Override
        @Workflow(name = "flag")
        public void flag(String workspaceId) {
            dbos.runStep(() -> jobs.run(workspaceId), "flag");
        }
    }

    DbosRival(Stage stage, int threads, Job job) {
        jobs = new Jobs(job);
        dbos = new DBOS(DBOSConfig.defaults("bench")
                .withDataSource(stage.database())
                .withAdminServer(false)
                .withMigrate(true));
        flagging = dbos.registerProxy(Flagging.class, new FlaggingImpl(dbos, jobs));
        dbos.registerQueue(new Queue(QUEUE).withWorkerConcurrency(threads).withPollingInterval(Duration.ofMillis(100)));
        dbos.launch();
    }

    @Override
    public void run(List<String> workspaces) {
        jobs.expect(workspaces.size());
        workspaces.forEach(
                id -> dbos.startWorkflow(() -> flagging.flag(id), new StartWorkflowOptions().withQueue(QUEUE)));
        jobs.await();
    }

    @Override
    public void close() {
        dbos.shutdown();
    }
}
