package io.plumbline.workflows.run;

import io.temporal.failure.ApplicationFailure;

/** The answer "no, and it will be no again": never retried, and told to people in plain words. */
public final class Rejected {

    static final String TYPE = "Rejected";

    private Rejected() {}

    /** @param reason a sentence for the person who asked */
    public static ApplicationFailure because(String reason) {
        return ApplicationFailure.newNonRetryableFailure(reason, TYPE);
    }

    /** Whether a rejection is at the bottom of this failure, however many activities and workflows it came through. */
    public static boolean isCauseOf(Throwable failure) {
        return Failures.isRejection(Failures.root(failure));
    }
}
