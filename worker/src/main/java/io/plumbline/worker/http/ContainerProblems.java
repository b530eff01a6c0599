package io.plumbline.worker.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** What the container refuses before anybody of ours sees it, like an address with a zero in it, is a problem detail too (E6). */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // the last report of the container is the one that counts
final class ContainerProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory container) {
        container.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new Report()));
    }

    private static final class Report extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            var status = HttpStatus.resolve(response.getStatus());
            if (status == null
                    || !status.isError()
                    || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            try {
                response.getReporter()
                        .write("{\"title\":\"" + status.getReasonPhrase() + "\",\"status\":" + status.value() + "}");
                response.finishResponse();
            } catch (IOException e) {
                getContainer().getLogger().debug("nobody waits for the answer", e);
            }
        }
    }
}
