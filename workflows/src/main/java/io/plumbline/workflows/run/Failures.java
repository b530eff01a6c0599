package io.plumbline.workflows.run;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;

/** Reads failures that came through activities and child workflows. */
public final class Failures {

    private Failures() {}

    /** The reason in the words of whoever failed first, without what each layer wrapped around it. */
    public static String reason(Throwable failure) {
        var root = root(failure);
        if (root instanceof ApplicationFailure application) {
            return application.getOriginalMessage();
        }
        if (root instanceof TimeoutFailure timeout) {
            return "timed out (" + timeout.getTimeoutType() + ")";
        }
        if (root instanceof TemporalFailure temporal && temporal.getOriginalMessage() != null) {
            return temporal.getOriginalMessage();
        }
        return String.valueOf(root.getMessage());
    }

    /** Whether this failure is a cancellation: somebody wanted it. */
    public static boolean isCancellation(Throwable failure) {
        return root(failure) instanceof CanceledFailure;
    }

    static Throwable root(Throwable failure) {
        var root = failure;
        // an application failure says what happened; its own cause is detail
        while (!(root instanceof ApplicationFailure) && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
