package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;

/** Workers in this process, on a Temporal server that ends with them. */
final class Workers implements AutoCloseable {

    private final EmbeddedTemporal temporal;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final WorkerFactory factory;

    Workers(EmbeddedTemporal temporal) {
        this.temporal = temporal;
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.target())
                .build());
        client = WorkflowClient.newInstance(stubs);
        factory = WorkerFactory.newInstance(client);
    }

    WorkflowClient client() {
        return client;
    }

    Workers add(String queue, Object activities, Class<?>... workflows) {
        var worker = factory.newWorker(queue);
        worker.registerWorkflowImplementationTypes(workflows);
        worker.registerActivitiesImplementations(activities);
        return this;
    }

    void start() {
        factory.start();
    }

    @Override
    public void close() {
        factory.shutdownNow();
        stubs.shutdownNow();
        temporal.close();
    }
}
