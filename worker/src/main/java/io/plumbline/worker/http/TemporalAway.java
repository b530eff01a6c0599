package io.plumbline.worker.http;

import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/** Tells a Temporal that does not answer, or refuses, from a mistake of ours: the SDK wraps both in the same exception. */
public final class TemporalAway {

    private TemporalAway() {}

    public static boolean isCauseOf(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException) {
                return true;
            }
        }
        return false;
    }
}
