package io.plumbline.worker.http;

import io.plumbline.worker.security.KeysAway;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An answer that is a no. */
public final class Problem extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    private Problem(HttpStatus status, ProblemDetail detail) {
        super(status, detail, null);
    }

    /** 400: something about the request. Nothing was changed. */
    public static Problem badInput(String field, String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, badInputDetail(field, detail));
    }

    /** 401: what came is not signed by whom it says it is from. */
    public static Problem badSignature() {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, "The signature is not valid."));
    }

    public static Problem notFound(String detail) {
        return new Problem(HttpStatus.NOT_FOUND, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail));
    }

    /** 409: as things stand, it cannot be done. */
    public static Problem conflict(String detail) {
        return new Problem(HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, detail));
    }

    /** 413: more than is read. */
    public static Problem tooLarge(String detail) {
        return new Problem(
                HttpStatus.CONTENT_TOO_LARGE, ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE, detail));
    }

    /** 429: not now. */
    public static Problem tooMany(String detail, Duration retryAfter) {
        var problem = new Problem(
                HttpStatus.TOO_MANY_REQUESTS, ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, detail));
        var seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds()); // whole ones, and not too early
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return problem;
    }

    /** 502: somebody whom we ask does not answer as he should. */
    public static Problem partnerAway(String detail) {
        return new Problem(HttpStatus.BAD_GATEWAY, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, detail));
    }

    /** 503: the workflow engine is away. */
    static Problem engineAway() {
        return away("The workflow engine does not answer at the moment. Ask again: nothing starts twice.");
    }

    /** 503: the database is away. */
    static Problem databaseAway() {
        return away("The database does not answer at the moment. Try again soon.");
    }

    private static Problem away(String detail) {
        var problem = new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail));
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, KeysAway.AGAIN_AFTER_SECONDS);
        return problem;
    }

    /** 500: our fault. */
    static Problem ours() {
        return new Problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.INTERNAL_SERVER_ERROR, "This failed on our side; the log has the details."));
    }

    static ProblemDetail badInputDetail(String field, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        problem.setProperty("field", field);
        return problem;
    }
}
