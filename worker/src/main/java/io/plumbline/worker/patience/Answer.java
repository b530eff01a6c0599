package io.plumbline.worker.patience;

import java.time.Duration;
import java.util.Optional;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The answer to a request that this thread works on. */
public final class Answer {

    private static final String WAITED = Answer.class.getName() + ".waited";
    private static final String MAY_TAKE_LONG = Answer.class.getName() + ".mayTakeLong";

    private final RequestAttributes request;

    private Answer(RequestAttributes request) {
        this.request = request;
    }

    /**
     * Says that whoever asked knows that this takes its time, like a large file. From now on it waits for the database and for
     * Temporal as work in the background does.
     */
    public static void mayTakeLong() {
        var request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(MAY_TAKE_LONG, true, RequestAttributes.SCOPE_REQUEST);
        }
    }

    /** The one that somebody waits for; empty for activities, for all that runs in the background, and for what may take long. */
    static Optional<Answer> ofThisThread() {
        return Optional.ofNullable(RequestContextHolder.getRequestAttributes())
                .filter(request -> request.getAttribute(MAY_TAKE_LONG, RequestAttributes.SCOPE_REQUEST) == null)
                .map(Answer::new);
    }

    static boolean isDueFromThisThread() {
        return ofThisThread().isPresent();
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
