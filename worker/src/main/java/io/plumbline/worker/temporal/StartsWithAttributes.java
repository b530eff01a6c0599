package io.plumbline.worker.temporal;

import io.temporal.client.WorkflowOptions;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
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
                return super.start(found(input));
            }

            @Override
            public WorkflowSignalWithStartOutput signalWithStart(WorkflowSignalWithStartInput input) {
                return super.signalWithStart(new WorkflowSignalWithStartInput(
                        found(input.getWorkflowStartInput()), input.getSignalName(), input.getSignalArguments()));
            }
        };
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
