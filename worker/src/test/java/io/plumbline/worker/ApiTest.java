package io.plumbline.worker;

import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.table;

import io.plumbline.worker.openapi.Described;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** The whole program with real parts and empty tables, spoken to over HTTP. All its tests share one. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "plumbline.postgres.port=0",
            "plumbline.temporal.port=0",
            "plumbline.demo=false",
            "plumbline.health.refresh=100ms",
            "plumbline.security.seal-every=1d" // rows stay as a test has written them
        })
public abstract class ApiTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The schedule, so far away that it does not fire in a test. */
    protected static final Duration INTERVAL = Duration.ofDays(1);

    @LocalServerPort
    private int port;

    @Autowired
    private JwtEncoder encoder;

    @Autowired
    private WorkflowClient temporal;

    @Autowired
    private JsonMapper json;

    @Autowired
    protected DSLContext db;

    /** A fresh folder for each context, so that no test meets what another run of the tests has left. */
    @DynamicPropertySource
    static void freshDataDirectory(DynamicPropertyRegistry settings) throws IOException {
        var directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "plumbline")), "api-test");
        settings.add("plumbline.data-dir", directory::toString);
    }

    @DynamicPropertySource
    static void sweepOnceADayButNotNow(DynamicPropertyRegistry settings) {
        var inTwelveHours = Instant.now().atZone(ZoneOffset.UTC).plusHours(12);
        settings.add("plumbline.reconcile.cron", () -> "0 " + inTwelveHours.getHour() + " * * *");
    }

    @BeforeEach
    void emptyTheTables() {
        empty("webhook_event, conversation, workspace, contact, contact_note, sync_health, sync_failure, "
                + "connector, organization, sync_history, sync_change");
    }

    /** What runs in the background may lock the same tables in another order; the database then ends one of the two. */
    protected void empty(String tables) {
        await().ignoreExceptionsInstanceOf(PessimisticLockingFailureException.class)
                .until(() -> db.execute("truncate " + tables + " cascade") >= 0);
    }

    protected int port() {
        return port;
    }

    // ---- who asks

    protected String operator() {
        return token(claims("operator").build());
    }

    protected String viewer() {
        return token(claims("viewer").build());
    }

    protected static JwtClaimsSet.Builder claims(String role) {
        var now = Instant.now();
        return JwtClaimsSet.builder()
                .subject(role)
                .claim("roles", List.of(role))
                .issuedAt(now.minusSeconds(7_200))
                .expiresAt(now.plusSeconds(600));
    }

    protected String token(JwtClaimsSet claims) {
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims))
                .getTokenValue();
    }

    // ---- over HTTP

    /** An answer. */
    protected record Reply(int status, HttpHeaders headers, String body, Map<String, Object> json) {

        @SuppressWarnings("unchecked")
        public <T> T field(String name) {
            return (T) json.get(name);
        }

        public String type() {
            return headers.firstValue("content-type").orElse("");
        }
    }

    protected Reply get(String path, String token) {
        return send("GET", path, "Authorization", "Bearer " + token, null);
    }

    protected Reply post(String path, String body, String token) {
        return send("POST", path, "Authorization", "Bearer " + token, body);
    }

    protected Reply send(String method, String path, String header, String value, String body) {
        return send(method, path, header == null ? Map.of() : Map.of(header, value), body);
    }

    @SuppressWarnings("unchecked")
    protected Reply send(String method, String path, Map<String, String> headers, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        var answer = exchange(method, path, request.build());
        Map<String, Object> fields =
                answer.body().startsWith("{") ? json.readValue(answer.body(), Map.class) : Map.of();
        return new Reply(answer.statusCode(), answer.headers(), answer.body(), fields);
    }

    private HttpResponse<String> exchange(String method, String path, HttpRequest request) {
        HttpResponse<String> answer;
        try {
            answer = HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        described()
                .check(
                        method,
                        path,
                        answer.statusCode(),
                        answer.headers().firstValue("content-type").orElse(""),
                        answer.body());
        return answer;
    }

    /** Whatever a test is about, the answers that it gets are as the description says (E7). */
    private Described described() {
        return Described.by(port, () -> {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/api-docs"))
                    .header("Authorization", "Bearer " + viewer());
            return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
                    .join()
                    .body();
        });
    }

    /** Asks a program that a test has started beside this one, as an operator. Fails when there is no answer in time. */
    protected HttpResponse<String> ask(
            ApplicationContext program, Duration within, String method, String path, String body) {
        var its = program.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + its + path))
                .timeout(within)
                .header("Authorization", "Bearer " + operator())
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return exchange(method, path, request.build());
    }

    // ---- rows

    protected void workspace(String id) {
        db.execute(
                "insert into workspace (id, name, channel_phone_id, channel_access_token, created_at) "
                        + "values (?, ?, 'phone', 'token', now() - interval '1 hour')",
                id,
                "The " + id);
    }

    protected void inactiveWorkspace(String id) {
        db.execute("insert into workspace (id) values (?)", id);
    }

    /** A contact that was last active so long ago, in PostgreSQL's words. */
    protected long contact(String workspaceId, String quietFor) {
        return db.fetchSingle(
                        "insert into contact (workspace_id, last_activity_at) "
                                + "values (?, now() - cast(? as interval)) returning id",
                        workspaceId,
                        quietFor)
                .get(0, Long.class);
    }

    /** Flags it, so long ago. */
    protected void flag(long contactId, String age) {
        db.execute(
                "insert into contact_note (contact_id, content, added_by, added_at) "
                        + "values (?, 'Sync check', 'background-sync', now() - cast(? as interval))",
                contactId,
                age);
    }

    /** An organisation, connected to the connector, which is there then too. */
    protected void organization(String connectorId, String id) {
        db.execute(
                "insert into connector (id, name, base_url) values (?, ?, 'http://127.0.0.1:9') on conflict do nothing",
                connectorId,
                "The " + connectorId);
        db.execute("insert into organization (id, name) values (?, ?) on conflict do nothing", id, "The " + id);
        db.execute("insert into connected_organization values (?, ?, ?)", connectorId, id, "fed-" + id);
    }

    /** A sync that has ended. */
    protected long sync(String connectorId, String organizationId) {
        return db.fetchSingle(
                        "insert into sync_history (job_id, connector_id, organization_id, type, strategy, status, "
                                + "started_at, completed_at) values (1, ?, ?, 'scheduled', 'merge', 'completed', "
                                + "now() - interval '1 hour', now() - interval '59 minutes') returning id",
                        connectorId,
                        organizationId)
                .get(0, Long.class);
    }

    /** The first column of what a query finds. */
    protected List<Object> values(String query) {
        return List.copyOf(db.fetch(query).getValues(0));
    }

    protected int count(String table) {
        return db.fetchCount(table(table));
    }

    /** Every row of every table of ours, to be compared with itself later. */
    protected Map<String, String> everything() {
        var tables = new TreeMap<String, String>();
        for (var table : List.of("workspace", "contact", "contact_note", "sync_health", "sync_failure")) {
            tables.put(
                    table, db.fetch("select * from " + table + " order by id").formatCSV());
        }
        return tables;
    }

    // ---- runs

    /** Waits for the end of a workflow that was answered with 202. */
    protected void awaitEnd(Reply started) {
        var workflow = temporal.newUntypedWorkflowStub(
                started.<String>field("workflowId"), Optional.of(started.field("runId")), Optional.empty());
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        workflow.describe().getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    }

    protected String awaitResult(Reply started, Class<?> type) {
        return String.valueOf(temporal.newUntypedWorkflowStub(
                        started.<String>field("workflowId"), Optional.of(started.field("runId")), Optional.empty())
                .getResult(type));
    }
}
