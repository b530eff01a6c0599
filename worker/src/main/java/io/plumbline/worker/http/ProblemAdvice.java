package io.plumbline.worker.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns what went wrong into a problem detail that names the field, and never shows a stack trace. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(e, unreadable(e.getCause()), headers, status, request);
    }

    private static ProblemDetail unreadable(@Nullable Throwable cause) {
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return Problem.badInputDetail(unknown.getPropertyName(), "There is no such field.");
        }
        if (cause instanceof DatabindException unfit && !unfit.getPath().isEmpty()) {
            return Problem.badInputDetail(field(unfit.getPath()), "The value does not fit the field.");
        }
        return Problem.badInputDetail("body", "It is not readable as JSON.");
    }

    /** The innermost that has a name: an element of a list has none. */
    private static String field(List<Reference> path) {
        return path.stream()
                .map(Reference::getPropertyName)
                .filter(Objects::nonNull)
                .reduce("body", (outer, inner) -> inner);
    }

    /** The container and the firewall read an address, or a form, only when they are asked for a part of it. */
    @ExceptionHandler({InvalidParameterException.class, RequestRejectedException.class})
    ProblemDetail unreadable(RuntimeException e) {
        return Problem.badInputDetail("query", "The address, or the form, is not readable.");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var field = e instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(e.getPropertyName());
        return handleExceptionInternal(
                e, Problem.badInputDetail(field, "The value does not fit the field."), headers, status, request);
    }

    @ExceptionHandler(Exception.class)
    ErrorResponse unexpected(Exception e, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            throw e; // a part of another answer is on its way: the container breaks it off
        }
        if (e instanceof org.springframework.security.access.AccessDeniedException
                || e instanceof org.springframework.security.core.AuthenticationException) {
            throw e; // the security filters answer
        }
        if (e instanceof IllegalArgumentException && saysNoType(request)) {
            return new HttpMediaTypeNotSupportedException(MediaType.ALL, List.of(MediaType.APPLICATION_JSON));
        }
        if (DatabaseAway.isCauseOf(e)) {
            NotNow.log(log, request, e);
            return Problem.databaseAway();
        }
        if (TemporalAway.isCauseOf(e)) {
            NotNow.log(log, request, e);
            return Problem.engineAway();
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return Problem.ours();
    }

    /** Spring refuses to read a body of any type, as if that were its caller's mistake. */
    private static boolean saysNoType(HttpServletRequest request) {
        try {
            return !MediaType.valueOf(request.getContentType()).isConcrete();
        } catch (InvalidMediaTypeException none) {
            return false;
        }
    }
}
