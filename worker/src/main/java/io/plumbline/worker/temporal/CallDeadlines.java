package io.plumbline.worker.temporal;

import io.grpc.Context;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives up calls to a Temporal that stays silent. */
@Component
public final class CallDeadlines {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "temporal-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Calls it in this thread.
     *
     * @param time for all calls to Temporal in it together, with those that the SDK makes again
     */
    public <T extends @Nullable Object> T within(Duration time, Supplier<T> call) {
        try (var deadline = Context.current().withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS, clock)) {
            var before = deadline.attach();
            try {
                return call.get();
            } finally {
                deadline.detach(before);
            }
        }
    }

    public void within(Duration time, Runnable call) {
        within(time, () -> {
            call.run();
            return null;
        });
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }
}
