package io.plumbline.worker.patience;

import io.plumbline.worker.temporal.CallDeadlines;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Lets a call to Temporal that an answer waits for take no longer than its patience; the SDK would ask again for a minute. */
@Component
final class TemporalPatience extends WorkflowClientInterceptorBase {

    private final CallDeadlines deadlines;
    private final AnswerSettings settings;

    TemporalPatience(CallDeadlines deadlines, AnswerSettings settings) {
        this.deadlines = deadlines;
        this.settings = settings;
    }

    @Override
    public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(WorkflowClientCallsInterceptor next) {
        return new Calls(next);
    }

    private final class Calls extends WorkflowClientCallsInterceptorBase {

        Calls(WorkflowClientCallsInterceptor next) {
            super(next);
        }

        private <T> T inTime(Supplier<T> call) {
            return Answer.isDueFromThisThread() ? deadlines.within(settings.temporalWithin(), call) : call.get();
        }

        @Override
        public WorkflowStartOutput start(WorkflowStartInput input) {
            return inTime(() -> super.start(input));
        }

        @Override
        public WorkflowSignalOutput signal(WorkflowSignalInput input) {
            return inTime(() -> super.signal(input));
        }

        @Override
        public WorkflowSignalWithStartOutput signalWithStart(WorkflowSignalWithStartInput input) {
            return inTime(() -> super.signalWithStart(input));
        }

        @Override
        public CancelOutput cancel(CancelInput input) {
            return inTime(() -> super.cancel(input));
        }

        @Override
        public TerminateOutput terminate(TerminateInput input) {
            return inTime(() -> super.terminate(input));
        }

        @Override
        public DescribeWorkflowOutput describe(DescribeWorkflowInput input) {
            return inTime(() -> super.describe(input));
        }
    }
}
