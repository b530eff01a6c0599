package io.plumbline.worker.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import java.time.Duration;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Temporal may come later than the program: the API is there, and the workers start when it comes. */
@Tag("E10")
@ExtendWith(OutputCaptureExtension.class)
class TemporalAwayTest extends ApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20); // with one answer

    @Value("${spring.datasource.url}")
    private String database;

    @Autowired
    private SecretKey key;

    @Test
    void the_program_comes_up_without_temporal_and_works_as_soon_as_it_is_there(CapturedOutput output) {
        workspace("acme");
        contact("acme", "3 hours");
        var temporalPort = Ports.choose("a port", 0);
        try (var program = SpringApplication.run(
                PlumblineWorker.class,
                "--spring.datasource.url=" + database,
                "--spring.temporal.connection.target=127.0.0.1:" + temporalPort,
                "--plumbline.security.jwt.secret="
                        + new String(key.getEncoded(), java.nio.charset.StandardCharsets.UTF_8),
                "--plumbline.demo=false",
                "--server.port=0")) {
            assertThat(ask(program, PATIENCE, "GET", "/api/sync-health", null).statusCode())
                    .isEqualTo(200);
            assertThat(ask(program, PATIENCE, "GET", "/actuator/health", null).body())
                    .contains("\"temporal\":{\"details\":{\"target\":\"127.0.0.1:" + temporalPort + "\"");
            assertThat(ask(program, PATIENCE, "GET", "/actuator/health", null).statusCode())
                    .isEqualTo(503);
            assertThat(ask(program, PATIENCE, "GET", "/actuator/health/liveness", null)
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(output.getOut())
                            .contains("spring.temporal.connection.target=127.0.0.1:" + temporalPort
                                    + ": the workers cannot start yet"));
            var refused = ask(program, PATIENCE, "POST", "/api/reconcile", "{\"workspaceId\":\"acme\"}");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");

            try (var temporal = InProcessTemporal.start(temporalPort)) {
                assertThat(temporal.target()).endsWith(":" + temporalPort);
                await().atMost(Duration.ofSeconds(40)).until(() -> count("sync_health") == 1);
                assertThat(count("contact_note")).isEqualTo(1);
                assertThat(ask(program, PATIENCE, "GET", "/actuator/health", null)
                                .statusCode())
                        .isEqualTo(200);
                program.close();
            }
        }
        assertThat(output.getOut().split("cannot start yet", -1)).as("one line").hasSize(2);
    }
}
