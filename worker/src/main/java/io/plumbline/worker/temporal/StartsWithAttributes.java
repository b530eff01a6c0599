package io.plumbline.worker.temporal;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Gives the workflows that a client starts their search attributes. */
@Component
final class StartsWithAttributes extends WorkflowClientInterceptorBase {

    private final RunAttributes attributes;

    StartsWithAttributes(RunAttributes attributes) {
        this.attributes = attributes;
    }

    @Override
    public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(WorkflowClientCallsInterceptor next) {
        return new WorkflowClientCallsInterceptorBase(next) {

            @Override
            public WorkflowStartOutput start(WorkflowStartInput input) {
                return heard(() -> super.start(found(input)));
            }

            @Override
            public WorkflowSignalWithStartOutput signalWithStart(WorkflowSignalWithStartInput input) {
                return heard(() -> super.signalWithStart(new WorkflowSignalWithStartInput(
                        found(input.getWorkflowStartInput()), input.getSignalName(), input.getSignalArguments())));
            }
        };
    }

    /** Who does not answer may come back as another server, and who refuses a start may do so for these. */
    private <T> T heard(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                attributes.forget();
            }
            throw e;
        }
    }

    private WorkflowClientCallsInterceptor.WorkflowStartInput found(
            WorkflowClientCallsInterceptor.WorkflowStartInput input) {
        var its = attributes.of(input.getArguments());
        return its.size() == 0
                ? input
                : new WorkflowClientCallsInterceptor.WorkflowStartInput(
                        input.getWorkflowId(),
                        input.getWorkflowType(),
                        input.getHeader(),
                        input.getArguments(),
                        WorkflowOptions.newBuilder(input.getOptions())
                                .setTypedSearchAttributes(its)
                                .build());
    }
}
