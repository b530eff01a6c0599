package io.plumbline.worker.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Shows people a page, with the same words, where programs get a problem detail. */
@Component
final class ErrorPages implements HandlerExceptionResolver, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE; // before the advice for programs
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        if (e instanceof IOException
                || response.isCommitted()
                || !Audience.isPeople(request, request.getServletPath())) {
            return null;
        }
        var problem = problem(e);
        var status = HttpStatus.valueOf(problem.getStatus());
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            NotNow.log(log, request, e);
        } else if (status.is5xxServerError()) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        }
        var page = new ModelAndView("error", status);
        page.addAllObjects(Map.of("status", status.value(), "detail", String.valueOf(problem.getDetail())));
        if (problem.getProperties() != null && problem.getProperties().get("field") instanceof String field) {
            page.addObject("field", field);
        }
        return page;
    }

    private static ProblemDetail problem(Exception e) {
        if (e instanceof NoHandlerFoundException || e instanceof NoResourceFoundException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no such page.");
        }
        if (e instanceof ErrorResponse known) {
            return known.getBody();
        }
        if (e instanceof AccessDeniedException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, String.valueOf(e.getMessage()));
        }
        if (e instanceof TypeMismatchException unfit) {
            return Problem.badInputDetail(
                    String.valueOf(unfit.getPropertyName()), "The address or the form has a value that does not fit.");
        }
        if (TemporalAway.isCauseOf(e)) {
            return Problem.engineAway().getBody();
        }
        return DatabaseAway.isCauseOf(e)
                ? Problem.databaseAway().getBody()
                : Problem.ours().getBody();
    }
}
