package io.plumbline.activities.federation;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says that this worker lives while one long statement after the other cannot, so that a death is noticed in a minute. */
final class SignsOfLife implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ActivityExecutionContext context;
    private final CountDownLatch over = new CountDownLatch(1);

    private SignsOfLife(ActivityExecutionContext context) {
        this.context = context;
    }

    static SignsOfLife of(ActivityExecutionContext context) {
        var signs = new SignsOfLife(context);
        var thread = new Thread(signs::say, "signs-of-life");
        thread.setDaemon(true);
        thread.start();
        return signs;
    }

    private void say() {
        try {
            do {
                context.heartbeat(null);
            } while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ActivityCompletionException nobodyListens) {
            // what is being written is whole or not at all, and the fence decides whether it may be
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
