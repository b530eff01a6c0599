package io.plumbline.worker.demo;

import io.plumbline.activities.http.Hmac;
import io.plumbline.worker.demo.DemoMembers.Club;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The demo's registry tells of members that have moved, by a signed webhook as a real one would. */
@Component
@OnRole(Role.api) // it talks to the API of this process
@ConditionalOnExpression("${plumbline.demo:${plumbline.embedded.database:false}}")
class DemoRegistryWebhook {

    private static final Logger log = LoggerFactory.getLogger(DemoRegistryWebhook.class);
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(20);
    private static final Duration BEFORE_THE_START = Duration.ofHours(1); // so that there is one to see at once

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Thread telling = new Thread(this::tell, "demo-registry");
    private final InstantSource clock;
    private final JsonMapper json;
    private final Environment environment;

    DemoRegistryWebhook(InstantSource clock, JsonMapper json, Environment environment) {
        this.clock = clock;
        this.json = json;
        this.environment = environment;
        telling.setDaemon(true);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        telling.start();
    }

    @PreDestroy
    void stop() {
        telling.interrupt();
    }

    private void tell() {
        var told = clock.instant().minus(BEFORE_THE_START);
        try {
            while (true) {
                Thread.sleep(LOOKS_EVERY.toMillis());
                var now = clock.instant();
                for (var club : DemoMembers.CLUBS) {
                    for (var moved : moved(club, told, now)) {
                        send(club, moved);
                    }
                }
                told = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> moved(Club club, Instant since, Instant now) {
        var before = DemoMembers.all(club, since);
        var after = DemoMembers.all(club, now);
        return IntStream.range(0, after.size())
                .filter(number -> !String.valueOf(after.get(number).get("address"))
                        .equals(before.get(number).get("address")))
                .mapToObj(number -> String.valueOf(after.get(number).get("id")))
                .toList();
    }

    /** Signed by the Standard Webhooks headers. */
    private void send(Club club, String memberId) throws InterruptedException {
        var body = json.writeValueAsString(Map.of(
                "connectorId",
                DemoFederation.CONNECTOR_ID,
                "federationOrgId",
                club.federationOrgId(),
                "memberId",
                memberId,
                "event",
                "updated"));
        var now = clock.instant().getEpochSecond();
        var id = "demo_" + memberId + "_" + now;
        var signature = Hmac.of(DemoFederation.SECRET, (id + "." + now + "." + body).getBytes(StandardCharsets.UTF_8));
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + environment.getProperty("local.server.port")
                                    + "/webhooks/federation"))
                            .timeout(Duration.ofSeconds(5))
                            .header("Content-Type", "application/json")
                            .header("webhook-id", id)
                            .header("webhook-timestamp", String.valueOf(now))
                            .header("webhook-signature", "v1," + signature.base64())
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException e) {
            log.debug("the registry's webhook was lost; the nightly sync finds it", e);
        }
    }
}
