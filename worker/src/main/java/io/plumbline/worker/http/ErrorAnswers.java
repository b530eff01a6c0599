package io.plumbline.worker.http;

import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers what a filter refuses before a controller sees it, like an address with a semicolon: a page for people, a problem
 * detail for programs (E6).
 */
@Controller
@TenantScope(Scope.open)
final class ErrorAnswers implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    Object answer(HttpServletRequest request) {
        var status = status(request);
        return Audience.isPeople(request, path(request))
                ? new ModelAndView("error", Map.of("status", status.value()), status) // it has words for each
                : ResponseEntity.of(problem(status)).build();
    }

    private static ProblemDetail problem(HttpStatus status) {
        if (status.is5xxServerError()) {
            return Problem.ours().getBody();
        }
        return status == HttpStatus.BAD_REQUEST
                ? ProblemDetail.forStatusAndDetail(status, "No address and no header of ours looks like that.")
                : ProblemDetail.forStatus(status);
    }

    private static HttpStatus status(HttpServletRequest request) {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.resolve(code)
                : null;
        return status == null || !status.isError()
                ? HttpStatus.NOT_FOUND
                : status; // somebody asks for this page itself
    }

    private static String path(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
                ? uri.substring(request.getContextPath().length())
                : request.getServletPath();
    }
}
