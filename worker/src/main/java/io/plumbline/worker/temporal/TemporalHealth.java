package io.plumbline.worker.temporal;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.WorkerFactory;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Part {@code temporal} of the health endpoint: down while Temporal does not answer, or the workers wait for it. */
@Component("temporalHealthIndicator")
final class TemporalHealth extends AbstractHealthIndicator {

    private static final int PATIENCE_SECONDS = 2;

    private final WorkflowServiceStubs temporal;
    private final WorkerFactory workers;
    private final String target;

    TemporalHealth(
            WorkflowServiceStubs temporal,
            WorkerFactory workers,
            @Value("${spring.temporal.connection.target}") String target) {
        this.temporal = temporal;
        this.workers = workers;
        this.target = target;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.withDetail("target", target);
        try {
            temporal.blockingStub()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
            health.status(workers.isStarted() ? "UP" : "DOWN").withDetail("workersStarted", workers.isStarted());
        } catch (StatusRuntimeException e) {
            health.down().withDetail("reason", e.getStatus().getCode().name());
        }
    }
}
