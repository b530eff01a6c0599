package io.plumbline.worker.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;

/** Says in the log what cannot be done now: one line where something is away, as it is away for all who ask. */
public final class NotNow {

    private NotNow() {}

    /** What is answered with 503. */
    static void log(Logger log, HttpServletRequest request, Exception e) {
        log.warn("{} {} cannot be answered now: {}", request.getMethod(), request.getRequestURI(), why(e));
    }

    /**
     * What is tried again by itself.
     *
     * @param what a sentence without its end
     */
    public static void later(Logger log, String what, Exception e) {
        if (DatabaseAway.isCauseOf(e) || TemporalAway.isCauseOf(e)) {
            log.info("{}: {}", what, why(e));
        } else {
            log.warn(what, e); // nothing is away: it may fail each time
        }
    }

    private static @Nullable String why(Exception e) {
        return NestedExceptionUtils.getMostSpecificCause(e).getMessage();
    }
}
