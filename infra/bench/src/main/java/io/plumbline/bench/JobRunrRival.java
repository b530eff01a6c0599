package io.plumbline.bench;

import java.time.Duration;
import java.util.List;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr, queued in batches; it looks for jobs every five seconds, its shortest, and on until it finds no more. */
final class JobRunrRival implements Rival {

    private final Jobs jobs;
    private final JobRequestScheduler scheduler;

    JobRunrRival(Stage stage, int threads, Job job) {
        jobs = new Jobs(job);
        scheduler = JobRunr.configure()
                .useJobActivator(activator(new Handler(jobs)))
                .useStorageProvider(new PostgresStorageProvider(stage.database()))
                .useBackgroundJobServer(BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(Duration.ofSeconds(5))
                        .andWorkerCount(threads))
                .initialize()
                .getJobRequestScheduler();
    }

    private static JobActivator activator(Handler handler) {
        return new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(handler);
            }
        };
    }

    /** What a job is to do, as it is kept. */
    public static final class Flag implements JobRequest {

        private String workspaceId = "";

        /** For the JSON. */
        public Flag() {}

        Flag(String workspaceId) {
            this.workspaceId = workspaceId;
        }

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** Does it. */
    public static final class Handler implements JobRequestHandler<Flag> {

        private final Jobs jobs;

        Handler(Jobs jobs) {
            this.jobs = jobs;
        }

        @Override
        public void run(Flag flag) {
            jobs.run(flag.workspaceId);
        }
    }

    @Override
    public void run(List<String> workspaces) {
        jobs.expect(workspaces.size());
        scheduler.enqueue(workspaces.stream().map(Flag::new));
        jobs.await();
    }

    @Override
    public void close() {
        JobRunr.destroy();
    }
}
