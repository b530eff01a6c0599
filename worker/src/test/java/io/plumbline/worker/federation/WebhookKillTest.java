package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.activities.http.Hmac;
import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was answered with 200 is done, though the program is killed the moment the answer is there, and the Temporal inside
 * it forgets everything. Each start finds what the one before left behind.
 */
@Tag("C18")
class WebhookKillTest {

    private static final String SECRET = "a secret that only the federation knows";
    private static final Duration PATIENCE = Duration.ofSeconds(90); // for machines that are busy with other things

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private EmbeddedPostgres postgres;
    private HttpServer registry;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/organizations/f-1/members/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            var member = path.substring(path.lastIndexOf('/') + 1);
            var answer = "{\"id\":\"%s\",\"firstName\":\"Ana\",\"lastName\":\"%s\"}"
                    .formatted(member, member)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
        postgres.close();
    }

    @Test
    void an_event_that_was_accepted_right_before_a_kill_is_done_after_the_next_start() {
        survives(2);
    }

    @Test
    @Tag("full")
    void and_so_it_is_each_time() {
        survives(Integer.getInteger("kills", 5)); // -Dkills=50 takes about six minutes
    }

    private void survives(int kills) {
        for (int round = 0; round <= kills; round++) {
            var port = Ports.choose("a test", 0);
            try (var program = program(port)) {
                await().atMost(PATIENCE).ignoreExceptions().until(() -> answers(port));
                if (round == 0) {
                    connect();
                }
                var done = round;
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(players()).as(program::log).hasSize(done);
                    assertThat(waitingEvents()).as(program::log).isZero();
                });
                if (round < kills) {
                    assertThat(deliver(port, "m-" + round)).isEqualTo(200);
                    program.kill();
                }
            }
        }
    }

    private int waitingEvents() {
        return Program.ask(
                postgres.jdbcUrl(),
                db -> db.fetchSingle("select count(*) from webhook_event where status <> 'processed'")
                        .get(0, Integer.class));
    }

    private Program program(int port) {
        return Program.start(
                directory.resolve("worker"),
                "--spring.datasource.url=" + postgres.jdbcUrl(),
                "--plumbline.security.jwt.secret=0123456789abcdef0123456789abcdef",
                "--plumbline.roles=api,federation",
                "--plumbline.federation.pick-up-every=1s",
                "--server.port=" + port);
    }

    private void connect() {
        var address = "http://127.0.0.1:" + registry.getAddress().getPort();
        Program.ask(postgres.jdbcUrl(), db -> {
            db.execute("insert into connector (id, base_url, webhook_secret) values ('north', ?, ?)", address, SECRET);
            db.execute("insert into organization (id) values ('lions')");
            // synced a moment ago, so that only the webhooks ask for members
            return db.execute("insert into connected_organization values ('north', 'lions', 'f-1', now(), now())");
        });
    }

    private List<String> players() {
        return Program.ask(
                postgres.jdbcUrl(),
                db -> db.fetch("select external_id from player").getValues(0, String.class));
    }

    private boolean answers(int port) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness"));
        return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    }

    private int deliver(int port, String member) {
        var body = "{\"connectorId\":\"north\",\"federationOrgId\":\"f-1\",\"memberId\":\"%s\",\"event\":\"created\"}"
                .formatted(member);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/federation"))
                .header(
                        "X-Signature",
                        Hmac.of(SECRET, body.getBytes(StandardCharsets.UTF_8)).hex())
                .POST(BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
