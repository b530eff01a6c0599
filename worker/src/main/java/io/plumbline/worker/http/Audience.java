package io.plumbline.worker.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Tells people, who get pages, from programs. */
final class Audience {

    private static final List<String> FOR_PROGRAMS = List.of("/api/", "/actuator/", "/webhooks/", "/v3/");

    private Audience() {}

    static boolean isPeople(HttpServletRequest request, String path) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE)
                && FOR_PROGRAMS.stream().noneMatch(path::startsWith);
    }
}
