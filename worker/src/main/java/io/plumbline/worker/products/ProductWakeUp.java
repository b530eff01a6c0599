package io.plumbline.worker.products;

import io.grpc.Context;
import io.plumbline.workflows.products.ProductSync;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells the schedule that there is news for it, by a thread of its own: whoever has written what they want need not wait
 * for a Temporal that is away. What it was not told it is told later; see {@link ProductStarter}.
 */
@Component
class ProductWakeUp {

    private static final Logger log = LoggerFactory.getLogger(ProductWakeUp.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SIGNAL = "changed";

    private final WorkflowClient client;
    private final ScheduledExecutorService calls = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "product-wake-up");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();

    ProductWakeUp(WorkflowClient client) {
        this.client = client;
    }

    /** There is news. Starts the schedule where there is none. */
    void wake() {
        call(() -> WorkflowStub.fromTyped(schedule()).signalWithStart(SIGNAL, new Object[0], new Object[0]));
    }

    /** Starts the schedule where there is none. */
    void start() {
        call(() -> {
            try {
                WorkflowClient.start(schedule()::keepInSync, null);
            } catch (WorkflowExecutionAlreadyStarted e) {
                log.debug("the schedule of the products is there");
            }
        });
    }

    private ProductSync schedule() {
        return client.newWorkflowStub(
                ProductSync.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.PRODUCTS)
                        .setWorkflowId(ProductSync.ID)
                        .setStaticSummary("The schedule of the products")
                        .build());
    }

    private void call(Runnable call) {
        try {
            calls.execute(() -> {
                try (var context =
                        Context.current().withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, deadlines)) {
                    context.run(call);
                } catch (RuntimeException e) {
                    log.info("The schedule of the products is told later: {}", e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("the program ends", e);
        }
    }

    @PreDestroy
    void stop() {
        calls.shutdownNow();
        deadlines.shutdownNow();
    }
}
