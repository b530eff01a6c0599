package io.plumbline.worker.answers;

import java.time.Duration;
import java.util.Optional;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The answer to a request that this thread works on. */
final class Answer {

    private static final String WAITED = Answer.class.getName();

    private final RequestAttributes request;

    private Answer(RequestAttributes request) {
        this.request = request;
    }

    /** Empty for whatever nobody waits for: activities, and all that runs in the background. */
    static Optional<Answer> ofThisThread() {
        return Optional.ofNullable(RequestContextHolder.getRequestAttributes()).map(Answer::new);
    }

    static boolean isDueFromThisThread() {
        return RequestContextHolder.getRequestAttributes() != null;
    }

    /** How long it has waited for the database so far. */
    Duration waited() {
        return request.getAttribute(WAITED, RequestAttributes.SCOPE_REQUEST) instanceof Duration waited
                ? waited
                : Duration.ZERO;
    }

    void waitedAnother(Duration time) {
        request.setAttribute(WAITED, waited().plus(time), RequestAttributes.SCOPE_REQUEST);
    }
}
