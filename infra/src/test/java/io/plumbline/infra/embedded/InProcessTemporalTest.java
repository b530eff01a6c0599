package io.plumbline.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.internal.testservice.TestServicesStarter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("E10")
class InProcessTemporalTest {

    @Test
    void what_it_keeps_for_its_diagnostics_does_not_grow_with_the_workflows() throws ReflectiveOperationException {
        var services = new TestServicesStarter(true, 0);
        try (var temporal = InProcessTemporal.start(0, services)) {
            var stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(temporal.target())
                    .build());
            try {
                for (int n = 0; n < 20; n++) {
                    runAndEnd(stubs, "w" + n);
                }
                assertThat(ForgottenLocks.of(services)).isEmpty();
            } finally {
                stubs.shutdownNow();
            }
        }
    }

    private static void runAndEnd(WorkflowServiceStubs stubs, String id) {
        stubs.blockingStub()
                .startWorkflowExecution(StartWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowId(id)
                        .setRequestId(id)
                        .setWorkflowType(WorkflowType.newBuilder().setName("Any"))
                        .setTaskQueue(TaskQueue.newBuilder().setName("nobody"))
                        .build());
        stubs.blockingStub()
                .terminateWorkflowExecution(TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                        .build());
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> InProcessTemporal.start(taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("plumbline.temporal.port=" + taken.getLocalPort());
        }
    }
}
