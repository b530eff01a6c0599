package io.plumbline.worker.embedded;

import io.plumbline.infra.embedded.DataDirectory;
import io.plumbline.worker.reconcile.FirstSweep;
import io.plumbline.worker.security.EmbeddedTokens;
import io.plumbline.worker.security.SignInLinks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private final EmbeddedTokens tokens;
    private final SignInLinks links;

    Greeting(Environment environment, DataDirectory dataDirectory, EmbeddedTokens tokens, SignInLinks links) {
        this.environment = environment;
        this.dataDirectory = dataDirectory;
        this.tokens = tokens;
        this.links = links;
    }

    @EventListener(ApplicationReadyEvent.class)
    void writeTokens() {
        tokens.writeTo(dataDirectory);
    }

    @EventListener
    void greet(FirstSweep firstSweep) {
        log.info(
                """

                Plumbline is running.
                  found      {}
                  dashboard  http://localhost:{}{}  (this link signs you in, once)
                  Temporal   {}
                  state      {}  (operator.token and viewer.token are for the API)
                """,
                firstSweep.found(),
                environment.getProperty("local.server.port"),
                links.offer(tokens.operator()),
                environment.getProperty("spring.temporal.connection.target"),
                dataDirectory.path());
    }
}
