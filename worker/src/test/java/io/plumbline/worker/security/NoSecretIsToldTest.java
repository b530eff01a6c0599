package io.plumbline.worker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.activities.http.Hmac;
import io.plumbline.activities.secrets.SecretSealer;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.health.Visitor;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Plants secrets wherever one may come in, lets syncs fail, and looks for them wherever something may come out. */
@Tag("E5")
@Tag("B12")
@Tag("C20")
@TestPropertySource(
        properties = {
            "plumbline.products.first-run-after=1h",
            "plumbline.products.first-wait=100ms",
            "plumbline.products.token=leak-products-token"
        })
@DirtiesContext
class NoSecretIsToldTest extends ApiTest {

    private static final String LEAK = "leak-";
    private static final HttpServer PARTNER = partner();
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger("ROOT");
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.plumbline");

    @Autowired
    private SecretSealer sealer;

    @Autowired
    private WorkflowClient engine;

    @DynamicPropertySource
    static void productsOfThePartner(DynamicPropertyRegistry settings) {
        settings.add("plumbline.products.url", NoSecretIsToldTest::partnerUrl);
    }

    private static String partnerUrl() {
        return "http://127.0.0.1:" + PARTNER.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        PARTNER.stop(0);
    }

    /** Tells what it should not with each answer. */
    private static HttpServer partner() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    var path = exchange.getRequestURI().getPath();
                    var echo = exchange.getRequestHeaders().getFirst("Authorization");
                    var status = path.contains("fed-refused")
                            ? 401
                            : path.contains("fed-nojson") || path.contains("fed-odd") ? 200 : 500;
                    var body = path.contains("fed-odd")
                            ? "{\"members\":[{\"id\":\"m1\",\"firstName\":\"Ann\",\"password\":\"leak-member-password\"},"
                                    + "{\"id\":\"m2\",\"email\":{\"token\":\"leak-member-token\"}}],\"page\":1,\"totalPages\":1}"
                            : "leak-partner-body, as you sent " + echo;
                    var bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("X-Debug", "leak-partner-header");
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void no_secret_is_found_in_a_table_the_log_a_history_a_metric_or_an_answer() {
        var heard = new ListAppender<ILoggingEvent>();
        heard.start();
        ROOT.addAppender(heard);
        OURS.setLevel(Level.DEBUG);
        try {
            plant();
            letSyncsFail();
            sendWebhooks();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(values("select organization_id from sync_job where error is not null order by 1"))
                        .containsExactly("broken", "nojson", "refused");
                assertThat(values("select distinct status from sync_job where organization_id = 'odd'"))
                        .containsExactly("completed");
                assertThat(values("select distinct source from sync_failure order by 1"))
                        .contains("conversation", "products");
            });
            assertThat(leaking().keySet()).as("what was planted").contains("connector", "workspace", "conversation");

            assertThat(sealer.seal().sealed()).isEqualTo(5);

            assertThat(leaking()).containsOnlyKeys("conversation"); // what the bot keeps there is the bot's
            assertThat(histories()).contains("refused", "products").doesNotContain(LEAK);
            assertThat(answers()).contains("refused", "plumbline_").doesNotContain(LEAK);
        } finally {
            OURS.setLevel(Level.INFO);
            ROOT.detachAppender(heard);
        }
        assertThat(text(heard)).isNotEmpty().doesNotContain(LEAK);
    }

    private void plant() {
        workspace("acme");
        db.execute("update workspace set channel_access_token = 'leak-channel', webhook_secret = 'leak-hook-acme'");
        db.execute("insert into connector (id, base_url) values ('registry', 'http://127.0.0.1:9')");
        db.execute("insert into organization (id) values ('broken'), ('nojson'), ('refused'), ('odd')");
        // synced a moment ago, so that the start, which may still be under way, makes up for no night
        db.execute("insert into connected_organization "
                + "(connector_id, organization_id, federation_org_id, last_attempt_at, last_success_at) "
                + "select 'registry', id, 'fed-' || id, now(), now() from organization");
        db.execute(
                "update connector set base_url = ?, auth_token = 'leak-auth', webhook_secret = 'leak-hook', "
                        + "webhook_secret_previous = 'leak-hook-before'",
                partnerUrl());
    }

    private void letSyncsFail() {
        for (var organization : List.of("broken", "nojson", "refused", "odd")) {
            var path = "/api/connectors/registry/organizations/" + organization;
            assertThat(post(path + "/preview", "{}", operator()).body()).doesNotContain(LEAK);
            assertThat(post(path + "/sync", "{}", operator()).status()).isEqualTo(202);
        }
        assertThat(post("/api/products/sync/run", "{}", operator()).status()).isEqualTo(200);
        var saved = send(
                "PUT",
                "/api/workspaces/acme/conversations/+525512345678",
                "Authorization",
                "Bearer " + operator(),
                "{\"state\":\"greeting\",\"data\":{\"password\":\"leak-bot-password\",\"nested\":{\"authorization\":"
                        + "\"Bearer leak-bot-auth\",\"token\":[\"leak-bot-token\"]}},\"apiKey\":\"leak-bot-key\"}");
        assertThat(saved.status()).isEqualTo(200);
        assertThat(saved.body()).doesNotContain(LEAK);
        assertThat(get("/api/sync-health", "leak-bearer").status()).isEqualTo(401);
        var visitor = new Visitor(port());
        visitor.get("/sign-in?code=leak-code");
        assertThat(visitor.post("/sign-in", Map.of("token", "leak-sign-in")).body())
                .doesNotContain(LEAK);
    }

    private void sendWebhooks() {
        var messages = "{\"messages\":[{\"from\":\"x\",\"token\":\"leak-message\"}],\"password\":\"leak-messages\"}";
        var member = "{\"connectorId\":\"registry\",\"federationOrgId\":\"fed-odd\",\"memberId\":\"m1\","
                + "\"event\":\"updated\",\"password\":\"leak-event-password\"}";
        for (var path : List.of("/webhooks/messages/acme", "/webhooks/federation")) {
            for (var body : List.of(messages, member, "leak-nonsense", "{\"signature\":\"leak-signature\"}")) {
                for (var header : List.of("X-Hub-Signature-256", "X-Signature", "Authorization", "webhook-signature")) {
                    var answer = send("POST", path, header, "sha256=leak-header", body);
                    assertThat(answer.status()).isIn(400, 401, 429);
                    assertThat(answer.body()).doesNotContain(LEAK);
                }
            }
        }
        assertThat(send("POST", "/webhooks/federation", "X-Signature", signed(member, "leak-hook"), member)
                        .status())
                .isIn(200, 400);
        assertThat(send(
                                "POST",
                                "/webhooks/messages/acme",
                                "X-Hub-Signature-256",
                                signed(messages, "leak-hook-acme"),
                                messages)
                        .status())
                .isEqualTo(200);
    }

    private static String signed(String body, String secret) {
        return "sha256="
                + Hmac.of(secret, body.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Rows that have a planted secret in any column, by table. */
    private Map<String, List<String>> leaking() {
        var found = new LinkedHashMap<String, List<String>>();
        for (var table : values("select table_name from information_schema.tables "
                + "where table_schema = 'public' and table_type = 'BASE TABLE'")) {
            var rows = db.fetch("select t::text from \"" + table + "\" t where t::text like ?", "%" + LEAK + "%")
                    .getValues(0, String.class);
            if (!rows.isEmpty()) {
                found.put(String.valueOf(table), rows);
            }
        }
        return found;
    }

    /** What Temporal has of every workflow: its events with their payloads. */
    private String histories() {
        var stub = engine.getWorkflowServiceStubs().blockingStub();
        var runs = new ArrayList<WorkflowExecutionInfo>();
        runs.addAll(stub.listClosedWorkflowExecutions(ListClosedWorkflowExecutionsRequest.newBuilder()
                        .setNamespace("default")
                        .setMaximumPageSize(1_000)
                        .build())
                .getExecutionsList());
        runs.addAll(stub.listOpenWorkflowExecutions(ListOpenWorkflowExecutionsRequest.newBuilder()
                        .setNamespace("default")
                        .setMaximumPageSize(1_000)
                        .build())
                .getExecutionsList());
        return runs.stream()
                .map(run -> engine.fetchHistory(
                                run.getExecution().getWorkflowId(),
                                run.getExecution().getRunId())
                        .getEvents()
                        .toString())
                .collect(Collectors.joining("\n"));
    }

    private String answers() {
        var said = new ArrayList<String>();
        for (var path : List.of(
                "/api/sync-health",
                "/api/sync-failures",
                "/api/sync-failures/groups",
                "/api/webhook-events?limit=1000",
                "/api/products/sync/metrics",
                "/actuator/prometheus",
                "/actuator/health")) {
            said.add(get(path, operator()).body());
        }
        for (var organization : List.of("broken", "nojson", "refused", "odd")) {
            said.add(get("/api/organizations/" + organization + "/sync-queue", operator())
                    .body());
            said.add(get("/api/organizations/" + organization + "/sync-history", operator())
                    .body());
        }
        for (var id : values("select id from sync_history")) {
            said.add(get("/api/sync-history/" + id, operator()).body());
            said.add(get("/api/sync-history/" + id + "/export?format=csv", operator())
                    .body());
            said.add(get("/api/sync-history/" + id + "/export?format=json", operator())
                    .body());
        }
        var person = Visitor.signedIn(port(), operator());
        for (var page : List.of(
                "/",
                "/failures",
                "/federation",
                "/federation/webhooks",
                "/federation/registry/odd",
                "/federation/registry/refused",
                "/workspaces/acme",
                "/products")) {
            said.add(person.get(page).body());
        }
        return String.join("\n", said);
    }

    private static String text(ListAppender<ILoggingEvent> heard) {
        return List.copyOf(heard.list).stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }
}
