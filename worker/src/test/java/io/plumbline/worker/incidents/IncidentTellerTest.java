package io.plumbline.worker.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.activities.incidents.Incidents;
import io.plumbline.worker.ApiTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The program tells by all channels that are set, each on its own, and counts what became of it. */
@Tag("C14")
@Tag("E4")
class IncidentTellerTest extends ApiTest {

    private static final List<String> BODIES = new CopyOnWriteArrayList<>();
    private static final CountDownLatch HELD = new CountDownLatch(1);
    private static HttpServer receiver;

    @DynamicPropertySource
    static void aWebhookThatHangs(DynamicPropertyRegistry settings) throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            BODIES.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            try (exchange) {
                HELD.await();
                exchange.sendResponseHeaders(500, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        receiver.start();
        settings.add(
                "plumbline.incidents.webhook.url",
                () -> "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks");
        settings.add("plumbline.incidents.webhook.secret", () -> "whsec_" + "c2VjcmV0".repeat(4));
        settings.add("plumbline.incidents.webhook.timeout", () -> "30s");
        settings.add("plumbline.incidents.tell-every", () -> "100ms");
    }

    @AfterAll
    static void stop() {
        HELD.countDown();
        receiver.stop(0);
    }

    private String count(String channel, String outcome) {
        var name = "plumbline_incidents_messages_total{channel=\"" + channel + "\",outcome=\"" + outcome + "\"} ";
        return get("/actuator/prometheus", viewer())
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    @Test
    void a_webhook_that_hangs_does_not_hold_up_the_mail_and_its_failure_is_counted() {
        assertThat(List.of(count("webhook", "failed"), count("webhook", "refused"), count("mail", "failed")))
                .as("there before anything has failed")
                .containsOnly("0.0");

        Incidents.open(db, new Incidents.Incident("products", List.of(), "No products", "x"), Instant.now());

        await().atMost(Duration.ofSeconds(20)).until(() -> count("mail", "sent").equals("1.0"));
        await().until(() -> BODIES.size() == 1);
        assertThat(BODIES.get(0)).contains("\"type\":\"incident.opened\"", "No products");
        assertThat(count("webhook", "failed")).isEqualTo("0.0");
        HELD.countDown();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> count("webhook", "failed").equals("1.0"));
        assertThat(values("select told_open_at is not null from incident_message order by channel"))
                .containsExactly(true, false);
    }
}
