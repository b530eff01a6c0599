package io.plumbline.worker.products;

import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.temporal.CallDeadlines;
import io.plumbline.workflows.products.ProductSync;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
    private final CallDeadlines deadlines;
    private final ExecutorService calls = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "product-wake-up");
        thread.setDaemon(true);
        return thread;
    });

    ProductWakeUp(WorkflowClient client, CallDeadlines deadlines) {
        this.client = client;
        this.deadlines = deadlines;
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
                try {
                    deadlines.within(PATIENCE, call);
                } catch (RuntimeException e) {
                    NotNow.later(log, "The schedule of the products is told later", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("the program ends", e);
        }
    }

    @PreDestroy
    void stop() {
        calls.shutdownNow();
    }
}
