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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * A bot that talks with one contact of the demo, step by step, through the API as a real one would. It goes on from where
 * the conversation stands, so it walks once for each database, and ends then. Its thread is its own: what is scheduled
 * elsewhere does not wait for it.
 */
@Component
@ConditionalOnExpression("${plumbline.demo:${plumbline.embedded.database:false}}")
@OnRole(Role.api)
class DemoBot {

    private static final Logger log = LoggerFactory.getLogger(DemoBot.class);
    private static final Duration PAUSE = Duration.ofSeconds(4);
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

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "demo-bot"));
    private final DSLContext db;
    private final ObjectProvider<EmbeddedTokens> tokens;
    private final Environment environment;

    DemoBot(DSLContext db, ObjectProvider<EmbeddedTokens> tokens, Environment environment) {
        this.db = db;
        this.tokens = tokens;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (tokens.getIfAvailable() == null) {
            return; // whoever makes the tokens has given it none
        }
        var unused = thread.schedule(this::talk, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void talk() {
        if (isOver()) {
            thread.shutdown();
        } else {
            var unused = thread.schedule(this::talk, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Says what comes next, if anything does. */
    private boolean isOver() {
        try {
            return !saysNext();
        } catch (IOException | RuntimeException e) {
            log.debug("the bot tries again", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** @return false when all is said, or when this is not the demo: somebody's real data may have a workspace of that name */
    boolean saysNext() throws IOException, InterruptedException {
        if (!db.fetchExists(
                CONTACT, CONTACT.WORKSPACE_ID.eq(DemoData.BOT_WORKSPACE).and(CONTACT.PHONE.eq(DEMO_PHONE)))) {
            return false;
        }
        var next = NEXT.get(stateWith("+525512345678", LUCIA));
        var nobodyIsKnown = !stateWith(NOBODY, NOBODY).isEmpty();
        if (next != null) {
            save(LUCIA, next);
        }
        if (!nobodyIsKnown) {
            save(NOBODY, "{\"state\":\"greeting\",\"name\":\"Somebody new\"}");
        }
        return next != null || !nobodyIsKnown;
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
                        .header("Authorization", "Bearer " + tokens.getObject().operator())
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.discarding());
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
