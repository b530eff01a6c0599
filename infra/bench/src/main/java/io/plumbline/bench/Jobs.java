package io.plumbline.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The jobs of one run, counted down as they end. A job that fails stays open, and the run with it. */
final class Jobs implements Rival.Job {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Rival.Job job;
    private volatile CountDownLatch open = new CountDownLatch(0);

    Jobs(Rival.Job job) {
        this.job = job;
    }

    void expect(int jobs) {
        open = new CountDownLatch(jobs);
    }

    @Override
    public void run(String workspaceId) {
        job.run(workspaceId);
        open.countDown();
    }

    void await() {
        try {
            Check.that(open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
