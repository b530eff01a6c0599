package io.plumbline.worker.patience;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How long Temporal still waits for the activity that this thread works on. */
@Component
final class ActivityTime extends WorkerInterceptorBase {

    private static final ThreadLocal<Long> END = new ThreadLocal<>(); // in the nanoseconds of this process

    /** Zero or less when it waits no more; empty for all that is no activity. */
    static Optional<Duration> left() {
        return Optional.ofNullable(END.get()).map(end -> Duration.ofNanos(end - System.nanoTime()));
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {

            private Duration time = Duration.ZERO;

            @Override
            public void init(ActivityExecutionContext context) {
                time = context.getInfo().getStartToCloseTimeout();
                super.init(context);
            }

            @Override
            public ActivityOutput execute(ActivityInput input) {
                END.set(System.nanoTime() + time.toNanos());
                try {
                    return super.execute(input);
                } finally {
                    END.remove();
                }
            }
        };
    }
}
