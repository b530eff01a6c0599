package io.plumbline.worker.http;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;

/** Says in the log what is answered with 503: one line, as what is away is away for everybody who asks. */
final class NotNow {

    private NotNow() {}

    static void log(Logger log, HttpServletRequest request, Exception e) {
        log.warn(
                "{} {} cannot be answered now: {}",
                request.getMethod(),
                request.getRequestURI(),
                NestedExceptionUtils.getMostSpecificCause(e).getMessage());
    }
}
