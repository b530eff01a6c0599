package io.plumbline.workflows.federation;

import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The federation's answer "not now": this attempt is over, and the queue says when the next one is. An answer that will be no
 * again is {@link io.plumbline.workflows.run.Rejected}.
 */
public final class FederationAnswer {

    static final String TYPE = "FederationAnswer";

    private FederationAnswer() {}

    /** @param notBefore how long it asked to be left alone; null when it did not say */
    public static ApplicationFailure notNow(String reason, @Nullable Duration notBefore) {
        return ApplicationFailure.newNonRetryableFailure(reason, TYPE, notBefore);
    }

    static @Nullable Duration notBefore(ApplicationFailure answer) {
        return answer.getDetails().get(Duration.class);
    }
}
