package io.plumbline.worker.demo;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONVERSATION;

import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.EmbeddedTokens;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * A bot that talks with one contact of the demo, step by step, through the API as a real one would. It goes on from where
 * the conversation stands, so it walks once for each database.
 */
@Component
@OnRole(Role.api) // it talks to the API of this process
@ConditionalOnExpression("${plumbline.demo:${plumbline.embedded.database:false}}")
class DemoBot {

    private static final Logger log = LoggerFactory.getLogger(DemoBot.class);
    private static final String LUCIA = "+5215512345678"; // the contact has it as 55 1234 5678
    private static final String DEMO_PHONE = "55 1234 5678";
    private static final String NOBODY = "+525598765432"; // no contact has it: an entry for the failure inbox

    private static final Map<String, String> NEXT = Map.of(
            "", "{\"state\":\"greeting\",\"leadTemperature\":\"warm\"}",
            "greeting",
                    "{\"state\":\"qualifying\",\"name\":\"Luc\u00eda Ram\u00edrez\",\"businessType\":\"bakery\",\"leadScore\":55}",
            "qualifying",
                    "{\"state\":\"handoff\",\"email\":\"lucia@example.com\",\"painPoints\":[\"no time\",\"no website\"],\"leadScore\":80}",
            "handoff", "{\"state\":\"completed\",\"leadScore\":95,\"leadTemperature\":\"hot\"}");

    private static final Duration PAUSE = Duration.ofSeconds(4);

    private final Thread walk = new Thread(this::talk, "demo-bot");
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final DSLContext db;
    private final EmbeddedTokens tokens;
    private final Environment environment;

    DemoBot(DSLContext db, EmbeddedTokens tokens, Environment environment) {
        this.db = db;
        this.tokens = tokens;
        this.environment = environment;
        walk.setDaemon(true);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        walk.start();
    }

    @PreDestroy
    void stop() {
        walk.interrupt();
    }

    /** A thread of its own, which ends where the conversation does. */
    private void talk() {
        try {
            do {
                Thread.sleep(PAUSE.toMillis());
            } while (say());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there is more to say */
    private boolean say() throws InterruptedException {
        try {
            if (!db.fetchExists(
                    CONTACT, CONTACT.WORKSPACE_ID.eq(DemoData.BOT_WORKSPACE).and(CONTACT.PHONE.eq(DEMO_PHONE)))) {
                return false; // somebody's real data, with a workspace of that name
            }
            if (stateWith(NOBODY, NOBODY).isEmpty()) {
                save(NOBODY, "{\"state\":\"greeting\",\"name\":\"Somebody new\"}");
            }
            var next = NEXT.get(stateWith("+525512345678", LUCIA));
            if (next == null) {
                return false;
            }
            save(LUCIA, next);
        } catch (IOException | RuntimeException e) {
            log.debug("the bot tries again", e);
        }
        return true;
    }

    private String stateWith(String phone, String twin) {
        return db.select(CONVERSATION.STATE)
                .from(CONVERSATION)
                .where(CONVERSATION.WORKSPACE_ID.eq(DemoData.BOT_WORKSPACE), CONVERSATION.PHONE.in(phone, twin))
                .fetchOptional(CONVERSATION.STATE)
                .orElse("");
    }

    private void save(String phone, String body) throws IOException, InterruptedException {
        var port = environment.getProperty("local.server.port");
        http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/workspaces/"
                                + DemoData.BOT_WORKSPACE + "/conversations/" + phone))
                        .timeout(Duration.ofSeconds(5))
                        .header("Authorization", "Bearer " + tokens.operator())
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.discarding());
    }
}
