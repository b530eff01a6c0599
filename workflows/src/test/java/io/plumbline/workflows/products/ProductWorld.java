package io.plumbline.workflows.products;

import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;

/** Temporal's test server with time skipping, and a worker of products with hands that remember. */
final class ProductWorld implements AutoCloseable {

    final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    final WorkflowClient client = temporal.getWorkflowClient();
    final FakeProducts hands = new FakeProducts(this::now);
    final Instant begin = now();

    ProductWorld() {
        var worker = temporal.newWorker(TaskQueues.PRODUCTS);
        worker.registerWorkflowImplementationTypes(ProductSyncImpl.class, ProductSyncRunImpl.class);
        worker.registerActivitiesImplementations(hands);
        temporal.start();
    }

    Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    /** So long after the beginning, in skipped time. */
    Duration since(Instant instant) {
        return Duration.between(begin, instant);
    }

    void sleep(Duration time) {
        temporal.sleep(time);
    }

    ProductSync start() {
        return start(null);
    }

    ProductSync start(ProductSyncRequest request) {
        var schedule = client.newWorkflowStub(
                ProductSync.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.PRODUCTS)
                        .setWorkflowId(ProductSync.ID)
                        .build());
        WorkflowClient.start(schedule::keepInSync, request);
        return schedule;
    }

    WorkflowStub newRun(long session) {
        return client.newUntypedWorkflowStub(
                "ProductSyncRun",
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.PRODUCTS)
                        .setWorkflowId(ProductSyncRun.id(session))
                        .build());
    }

    @Override
    public void close() {
        temporal.close();
    }
}
