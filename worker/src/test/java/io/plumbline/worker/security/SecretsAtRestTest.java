package io.plumbline.worker.security;

import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.http.Hmac;
import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.SecretSealer;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jooq.TableField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Secrets work in either form, and one that cannot be read is said so and lets nobody in. */
@Tag("E5")
@ExtendWith(OutputCaptureExtension.class)
class SecretsAtRestTest extends ApiTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Autowired
    private SecretSealer sealer;

    @Value("${plumbline.data-dir}")
    private Path dataDirectory;

    @Value("${spring.datasource.url}")
    private String database;

    @Value("${spring.temporal.connection.target}")
    private String temporal;

    @BeforeEach
    void asOperatorsWriteThem() {
        workspace("acme");
        organization("registry", "north");
        db.execute("update workspace set webhook_secret = 'hook-acme'");
        db.execute("update connector set auth_token = 'auth', webhook_secret = 'hook-registry'");
    }

    private int messages() {
        var body = "{\"messages\":[]}";
        return send("POST", "/webhooks/messages/acme", "X-Hub-Signature-256", "sha256=" + hex("hook-acme", body), body)
                .status();
    }

    private int member(String id) {
        var body = "{\"connectorId\":\"registry\",\"federationOrgId\":\"fed-north\",\"memberId\":\"" + id
                + "\",\"event\":\"updated\"}";
        return send("POST", "/webhooks/federation", "X-Signature", "sha256=" + hex("hook-registry", body), body)
                .status();
    }

    private static String hex(String secret, String body) {
        return Hmac.of(secret, body.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private String stored(TableField<?, String> column) {
        return db.select(column).from(column.getTable()).fetchSingle(column);
    }

    @Test
    void secrets_work_as_they_are_written_and_sealed_and_a_workspace_stays_active() throws IOException {
        var asked = new ConcurrentLinkedQueue<String>();
        var registry = registry(asked);
        db.execute(
                "update connector set base_url = ?",
                "http://127.0.0.1:" + registry.getAddress().getPort());
        assertThat(messages()).isEqualTo(200);
        assertThat(member("m1")).isEqualTo(200);
        assertThat(preview().status()).isEqualTo(200);

        assertThat(sealer.seal().sealed()).isEqualTo(4);

        for (var column : List.of(
                WORKSPACE.CHANNEL_ACCESS_TOKEN,
                WORKSPACE.WEBHOOK_SECRET,
                CONNECTOR.AUTH_TOKEN,
                CONNECTOR.WEBHOOK_SECRET)) {
            assertThat(stored(column)).startsWith("sealed:v1:");
        }
        assertThat(values("select active from workspace")).containsExactly(true);
        assertThat(messages()).isEqualTo(200);
        assertThat(member("m2")).isEqualTo(200);
        assertThat(preview().status()).isEqualTo(200);
        assertThat(asked).hasSizeGreaterThan(1).containsOnly("Bearer auth");
        registry.stop(0);
    }

    private Reply preview() {
        return post("/api/connectors/registry/organizations/north/preview", "{}", operator());
    }

    private static HttpServer registry(Queue<String> asked) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                var list = exchange.getRequestURI().getPath().endsWith("/members");
                var bytes = "{\"members\":[],\"page\":1,\"totalPages\":1}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(list ? 200 : 404, list ? bytes.length : -1);
                if (list) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        });
        server.start();
        return server;
    }

    @Test
    void a_secret_that_cannot_be_read_is_named_and_lets_nobody_in() {
        var others = Secrets.of(KEY, List.of());
        seal(others, WORKSPACE.WEBHOOK_SECRET, "acme", "hook-acme");
        seal(others, CONNECTOR.WEBHOOK_SECRET, "registry", "hook-registry");
        seal(others, CONNECTOR.AUTH_TOKEN, "registry", "auth");

        assertThat(messages()).isEqualTo(401);
        assertThat(member("m1")).isEqualTo(401);
        var preview = preview();
        assertThat(preview.status()).isEqualTo(409);
        assertThat(preview.<String>field("detail"))
                .contains("auth_token of connector 'registry' cannot be read", "plumbline.security.secrets-key");
        post("/api/connectors/registry/organizations/north/sync", "{}", operator());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> values("select status from sync_job").equals(List.of("failed")));
        assertThat(values("select retry_count from sync_job")).containsExactly(0);
        assertThat(String.valueOf(values("select error from sync_job").get(0))).contains("cannot be read");
        assertThat(sealer.seal().unreadable()).hasSize(3);
    }

    private void seal(Secrets with, TableField<?, String> column, String id, String plain) {
        db.update(column.getTable())
                .set(column, with.seal(new SecretPlace(column, id), plain))
                .execute();
    }

    @Test
    void the_embedded_database_has_a_key_that_its_owner_alone_reads() throws IOException {
        var file = dataDirectory.resolve("secrets.key");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Base64.getDecoder().decode(Files.readString(file))).hasSize(32);
    }

    @Test
    void a_database_of_ones_own_without_a_key_stays_plain_and_the_start_says_so(CapturedOutput output) {
        try (var program = program()) {
            assertThat(program.getBean(SecretSealer.class).seal().sealed()).isZero();
        }
        assertThat(output.getOut()).contains("plumbline.security.secrets-key is not set");
        assertThat(stored(CONNECTOR.AUTH_TOKEN)).isEqualTo("auth");
    }

    @Test
    void what_an_operator_writes_is_sealed_soon_by_itself() {
        try (var program = program("--plumbline.security.secrets-key=" + KEY)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> stored(CONNECTOR.AUTH_TOKEN).startsWith("sealed:v1:"));

            db.execute("update connector set auth_token = 'another'");

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> stored(CONNECTOR.AUTH_TOKEN).startsWith("sealed:v1:"));
            var place = new SecretPlace(CONNECTOR.AUTH_TOKEN, "registry");
            assertThat(program.getBean(Secrets.class).open(place, stored(CONNECTOR.AUTH_TOKEN)))
                    .isEqualTo("another");
        }
    }

    @Test
    @Tag("E4")
    void how_many_cannot_be_read_is_a_metric_until_they_are_written_anew() {
        var others = Secrets.of(
                Base64.getEncoder().encodeToString("0123456789abcdef".repeat(2).getBytes(StandardCharsets.UTF_8)),
                List.of());
        seal(others, WORKSPACE.WEBHOOK_SECRET, "acme", "hook-acme");
        seal(others, CONNECTOR.AUTH_TOKEN, "registry", "auth");
        try (var program = program("--plumbline.security.secrets-key=" + KEY)) {
            var unreadable = program.getBean(MeterRegistry.class)
                    .get("plumbline.secrets.unreadable")
                    .gauge();
            await().atMost(Duration.ofSeconds(30)).until(() -> unreadable.value() == 2);

            db.execute("update workspace set webhook_secret = 'anew'");

            await().atMost(Duration.ofSeconds(30)).until(() -> unreadable.value() == 1);
        }
    }

    private ConfigurableApplicationContext program(String... more) {
        var settings = new java.util.ArrayList<>(List.of(
                "--spring.datasource.url=" + database,
                "--spring.temporal.connection.target=" + temporal,
                "--server.port=0",
                "--plumbline.demo=false",
                "--plumbline.roles=api",
                "--plumbline.security.seal-every=200ms",
                "--plumbline.security.jwt.secret=0123456789abcdef0123456789abcdef"));
        settings.addAll(List.of(more));
        return SpringApplication.run(PlumblineWorker.class, settings.toArray(String[]::new));
    }
}
