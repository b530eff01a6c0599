package io.plumbline.worker.temporal;

import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.ChildWorkflowOptions;
import org.springframework.stereotype.Component;

/**
 * Gives the workflows that a workflow starts their search attributes. A replay compares the id and the type of a child and
 * not these, so a history from before there were any replays.
 */
@Component
final class ChildrenWithAttributes extends WorkerInterceptorBase {

    private final RunAttributes attributes;

    ChildrenWithAttributes(RunAttributes attributes) {
        this.attributes = attributes;
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {

            @Override
            public void init(WorkflowOutboundCallsInterceptor calls) {
                super.init(new WorkflowOutboundCallsInterceptorBase(calls) {

                    @Override
                    public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
                        return super.executeChildWorkflow(found(input));
                    }
                });
            }
        };
    }

    private <R> WorkflowOutboundCallsInterceptor.ChildWorkflowInput<R> found(
            WorkflowOutboundCallsInterceptor.ChildWorkflowInput<R> input) {
        var its = attributes.of(input.getArgs());
        return its.size() == 0
                ? input
                : new WorkflowOutboundCallsInterceptor.ChildWorkflowInput<>(
                        input.getWorkflowId(),
                        input.getWorkflowType(),
                        input.getResultClass(),
                        input.getResultType(),
                        input.getArgs(),
                        ChildWorkflowOptions.newBuilder(input.getOptions())
                                .setTypedSearchAttributes(its)
                                .build(),
                        input.getHeader());
    }
}
