package io.plumbline.worker.embedded;

import io.plumbline.infra.embedded.DataDirectory;
import io.plumbline.worker.reconcile.FirstSweep;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.EmbeddedTokens;
import io.plumbline.worker.security.SignInLinks;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells the person who tries Plumbline out what it found, and where to look. */
@Component
@ConditionalOnProperty("plumbline.embedded.database")
class Greeting {

    private static final Logger log = LoggerFactory.getLogger(Greeting.class);

    private final Environment environment;
    private final DataDirectory dataDirectory;
    private final ObjectProvider<EmbeddedTokens> tokens;
    private final SignInLinks links;

    Greeting(
            Environment environment,
            DataDirectory dataDirectory,
            ObjectProvider<EmbeddedTokens> tokens,
            SignInLinks links) {
        this.environment = environment;
        this.dataDirectory = dataDirectory;
        this.tokens = tokens;
        this.links = links;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        tokens.ifAvailable(ours -> ours.writeTo(dataDirectory));
        if (!Role.of(environment).contains(Role.reconcile)) {
            greet(List.of()); // no sweep of this process to wait for
        }
    }

    @EventListener
    void greet(FirstSweep firstSweep) {
        greet(List.of("found      " + firstSweep.found()));
    }

    private void greet(List<String> found) {
        var lines = new ArrayList<>(found);
        if (Role.of(environment).contains(Role.api)) {
            lines.add("dashboard  http://localhost:" + environment.getProperty("local.server.port") + signIn());
        }
        lines.add("Temporal   " + environment.getProperty("spring.temporal.connection.target"));
        lines.add("state      " + dataDirectory.path()
                + (tokens.getIfAvailable() == null ? "" : "  (operator.token and viewer.token are for the API)"));
        log.info("\n\nPlumbline is running.\n  {}\n", String.join("\n  ", lines));
    }

    /** Where tokens are made by somebody else, we have none to sign in with. */
    private String signIn() {
        var ours = tokens.getIfAvailable();
        return ours == null ? "/sign-in" : links.offer(ours.operator()) + "  (this link signs you in, once)";
    }
}
