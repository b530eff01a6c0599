package io.plumbline.bench;

import java.util.List;

/** What one may take instead: runs a job of its own for each workspace, on the same PostgreSQL, and loses none in a crash. */
interface Rival extends AutoCloseable {

    /** Queues a job for each, and waits until all have ended. */
    void run(List<String> workspaces);

    @Override
    void close();

    /** Does the work of a job. */
    @FunctionalInterface
    interface Job {

        void run(String workspaceId);
    }
}
