package io.plumbline.workflows.run;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;

/** Reads failures that came through activities and child workflows. */
public final class Failures {

    private Failures() {}

    /**
     * The reason in the words of whoever failed first, without what each layer wrapped around it: the first line of the
     * innermost failure's own message.
     */
    public static String reason(Throwable failure) {
        var root = root(failure);
        if (root instanceof TimeoutFailure timeout) {
            return "timed out (" + timeout.getTimeoutType() + ")";
        }
        var message = root instanceof TemporalFailure temporal ? temporal.getOriginalMessage() : root.getMessage();
        return message == null || message.isBlank()
                ? root.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }

    /** Whether this failure is a cancellation: somebody wanted it. */
    public static boolean isCancellation(Throwable failure) {
        return root(failure) instanceof CanceledFailure;
    }

    static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null && !isRejection(root)) {
            root = root.getCause();
        }
        return root;
    }

    static boolean isRejection(Throwable failure) {
        return failure instanceof ApplicationFailure application && Rejected.TYPE.equals(application.getType());
    }
}
