package io.plumbline.worker.security;

import static io.plumbline.worker.security.EveryEndpointTest.Kind.ACTS;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.ACTS_OWN;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.DESCRIBES;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.FORM;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.FORM_OWN;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.OPEN;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.PAGE;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.PAGE_DESCRIBES;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.PAGE_OWN;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.READS;
import static io.plumbline.worker.security.EveryEndpointTest.Kind.READS_OWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.plumbline.worker.ApiTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Walks every endpoint that there is with every kind of token that is no good. */
@Tag("E5")
@Tag("E6")
class EveryEndpointTest extends ApiTest {

    /** What an endpoint needs. */
    enum Kind {
        /** nothing */
        OPEN,
        /** a viewer's token, in a cookie; without it a browser is sent to the sign-in */
        PAGE,
        /** the same, whatever the token is bound to; it may lead on to a page like it */
        PAGE_DESCRIBES,
        /** as a page, and shows a bound one its own */
        PAGE_OWN,
        /** an operator's token in a cookie, and the token of a form */
        FORM,
        /** the same, and lets a bound one act on its own */
        FORM_OWN,
        /** a viewer's token */
        READS,
        /** an operator's token */
        ACTS,
        /** a viewer's token, and shows a bound one its own */
        READS_OWN,
        /** an operator's token, and lets a bound one act on its own */
        ACTS_OWN,
        /** a viewer's token, whatever it is bound to */
        DESCRIBES;

        boolean isPage() {
            return this == PAGE || this == PAGE_OWN || this == PAGE_DESCRIBES;
        }

        boolean isForm() {
            return this == FORM || this == FORM_OWN;
        }

        boolean isOwn() {
            return this == PAGE_OWN || this == FORM_OWN || this == READS_OWN || this == ACTS_OWN;
        }

        boolean forViewers() {
            return this == READS || this == READS_OWN || this == DESCRIBES;
        }
    }

    /** @param example a request that would do */
    private record Endpoint(String mapping, Kind kind, String example, String body) {

        String method() {
            return mapping.substring(0, mapping.indexOf(' '));
        }

        @Override
        public String toString() {
            return mapping;
        }
    }

    private static final String RUN_PRODUCTS = "POST /api/products/sync/run"; // a conflict, where no feed is set

    /** A new endpoint belongs here, or the test below fails. */
    private static final List<Endpoint> ENDPOINTS = List.of(
            new Endpoint("GET /api/sync-health", READS_OWN, "/api/sync-health", null),
            new Endpoint("POST /api/reconcile", ACTS, "/api/reconcile", "{\"workspaceId\":\"acme\",\"dryRun\":true}"),
            new Endpoint(
                    "GET /api/workspaces/{workspaceId}/contacts/{contactId}/explain",
                    READS,
                    "/api/workspaces/acme/contacts/1/explain",
                    null),
            new Endpoint(
                    "PUT /api/workspaces/{workspaceId}/conversations/{phone}",
                    ACTS,
                    "/api/workspaces/acme/conversations/+525512345678",
                    "{\"state\":\"greeting\"}"),
            new Endpoint("GET /api/sync-failures", READS_OWN, "/api/sync-failures", null),
            new Endpoint("GET /api/sync-failures/groups", READS_OWN, "/api/sync-failures/groups", null),
            new Endpoint("POST /api/sync-failures/resolve", ACTS_OWN, "/api/sync-failures/resolve", "{\"ids\":[1]}"),
            new Endpoint("POST /api/sync-failures/replay", ACTS_OWN, "/api/sync-failures/replay", "{\"ids\":[1]}"),
            new Endpoint(
                    "GET /api/organizations/{organizationId}/sync-queue",
                    READS,
                    "/api/organizations/acme/sync-queue",
                    null),
            new Endpoint(
                    "GET /api/organizations/{organizationId}/sync-history",
                    READS,
                    "/api/organizations/acme/sync-history",
                    null),
            new Endpoint(
                    "POST /api/connectors/{connectorId}/organizations/{organizationId}/sync",
                    ACTS,
                    "/api/connectors/registry/organizations/acme/sync",
                    "{}"),
            new Endpoint(
                    "POST /api/connectors/{connectorId}/organizations/{organizationId}/preview",
                    ACTS,
                    "/api/connectors/registry/organizations/acme/preview",
                    "{}"),
            new Endpoint("GET /api/sync-history/{id}", READS, "/api/sync-history/1", null),
            new Endpoint("GET /api/sync-history/{id}/export", READS, "/api/sync-history/1/export", null),
            new Endpoint("GET /api/products/sync/metrics", READS, "/api/products/sync/metrics", null),
            new Endpoint("POST /api/products/sync/start", ACTS, "/api/products/sync/start", "{}"),
            new Endpoint("POST /api/products/sync/stop", ACTS, "/api/products/sync/stop", "{}"),
            new Endpoint("POST /api/products/sync/pause", ACTS, "/api/products/sync/pause", "{\"reason\":\"orders\"}"),
            new Endpoint("POST /api/products/sync/resume", ACTS, "/api/products/sync/resume", "{}"),
            new Endpoint(RUN_PRODUCTS, ACTS, "/api/products/sync/run", "{}"),
            new Endpoint("GET /api/webhook-events", READS_OWN, "/api/webhook-events", null),
            new Endpoint("POST /webhooks/federation", OPEN, "/webhooks/federation", "{}"), // is signed
            new Endpoint("POST /webhooks/messages/{workspaceId}", OPEN, "/webhooks/messages/acme", "{}"), // is signed
            new Endpoint("GET /", PAGE_OWN, "/", null),
            new Endpoint("GET /workspaces/{workspaceId}", PAGE, "/workspaces/acme", null),
            new Endpoint(
                    "GET /workspaces/{workspaceId}/contacts/{contactId}", PAGE, "/workspaces/acme/contacts/1", null),
            new Endpoint("GET /dashboard/reconcile/hours", PAGE_OWN, "/dashboard/reconcile/hours", null),
            new Endpoint("GET /federation", PAGE_OWN, "/federation", null),
            new Endpoint("POST /federation/sync", FORM, "/federation/sync", ""),
            new Endpoint("GET /federation/webhooks", PAGE_OWN, "/federation/webhooks", null),
            new Endpoint("GET /federation/history/{id:\\d+}", PAGE, "/federation/history/1", null),
            new Endpoint("GET /federation/history/{id:\\d+}/export", PAGE, "/federation/history/1/export", null),
            new Endpoint("GET /federation/{connectorId}/{organizationId}", PAGE, "/federation/registry/acme", null),
            new Endpoint(
                    "POST /federation/{connectorId}/{organizationId}/sync", FORM, "/federation/registry/acme/sync", ""),
            new Endpoint(
                    "POST /federation/{connectorId}/{organizationId}/preview",
                    FORM,
                    "/federation/registry/acme/preview",
                    ""),
            new Endpoint("GET /failures", PAGE_OWN, "/failures", null),
            new Endpoint("GET /runs", PAGE_OWN, "/runs", null),
            new Endpoint("GET /products", PAGE, "/products", null),
            new Endpoint("GET /dashboard/products/sessions", PAGE, "/dashboard/products/sessions", null),
            new Endpoint("POST /products/start", FORM, "/products/start", ""),
            new Endpoint("POST /products/stop", FORM, "/products/stop", ""),
            new Endpoint("POST /products/pause", FORM, "/products/pause", ""),
            new Endpoint("POST /products/resume", FORM, "/products/resume", ""),
            new Endpoint("POST /products/run", FORM, "/products/run", ""),
            new Endpoint("POST /failures/replay", FORM_OWN, "/failures/replay?id=1", ""),
            new Endpoint("POST /failures/resolve", FORM_OWN, "/failures/resolve?id=1", ""),
            new Endpoint("POST /dashboard/reconcile", FORM, "/dashboard/reconcile?workspaceId=acme", ""),
            new Endpoint("POST /dashboard/reconcile/all", FORM, "/dashboard/reconcile/all", ""),
            new Endpoint("GET /actuator", READS, "/actuator", null),
            new Endpoint("GET /actuator/prometheus", READS, "/actuator/prometheus", null),
            new Endpoint("GET /actuator/health", OPEN, "/actuator/health", null),
            new Endpoint("GET /actuator/health/**", OPEN, "/actuator/health/liveness", null),
            new Endpoint("GET /v3/api-docs", DESCRIBES, "/v3/api-docs", null),
            new Endpoint("GET /v3/api-docs.yaml", PAGE_DESCRIBES, "/v3/api-docs.yaml", null),
            new Endpoint("GET /v3/api-docs/swagger-config", DESCRIBES, "/v3/api-docs/swagger-config", null),
            new Endpoint("GET /swagger-ui.html", PAGE_DESCRIBES, "/swagger-ui.html", null),
            new Endpoint("GET /sign-in", OPEN, "/sign-in", null),
            new Endpoint("POST /sign-in", OPEN, "/sign-in", null),
            new Endpoint("POST /sign-in/out", OPEN, "/sign-in/out", null),
            new Endpoint("ANY /error", OPEN, "/error", null));

    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    @Autowired
    private List<RequestMappingInfoHandlerMapping> mappings;

    @Autowired
    private List<HandlerMapping> handlers;

    @Autowired
    private SecretKey key;

    static Stream<Endpoint> guarded() {
        return ENDPOINTS.stream().filter(endpoint -> endpoint.kind() != OPEN);
    }

    static Stream<Endpoint> forms() {
        return ENDPOINTS.stream().filter(endpoint -> endpoint.kind().isForm());
    }

    static Stream<Endpoint> forPrograms() {
        return guarded()
                .filter(endpoint ->
                        !endpoint.kind().isPage() && !endpoint.kind().isForm());
    }

    static Stream<Endpoint> pages() {
        return ENDPOINTS.stream().filter(endpoint -> endpoint.kind().isPage());
    }

    static Stream<Endpoint> pagesAndForms() {
        return Stream.concat(pages(), forms());
    }

    static Stream<Endpoint> own() {
        return ENDPOINTS.stream().filter(endpoint -> endpoint.kind().isOwn());
    }

    @Test
    void every_endpoint_is_in_the_table() {
        var found = new TreeSet<String>();
        for (var mapping : mappings) {
            for (var info : mapping.getHandlerMethods().keySet()) {
                var methods = info.getMethodsCondition().getMethods();
                for (var path : info.getPatternValues()) {
                    if (methods.isEmpty()) {
                        found.add("ANY " + path);
                    }
                    methods.forEach(method -> found.add(method + " " + path));
                }
            }
        }

        assertThat(found)
                .hasSizeGreaterThan(5)
                .isSubsetOf(ENDPOINTS.stream().map(Endpoint::mapping).toList());
        assertThat(ENDPOINTS)
                .extracting(Endpoint::mapping)
                .as("what is no more")
                .isSubsetOf(found);
    }

    /** Functions, views without a controller and the like would not be seen by the test above. */
    @Test
    void endpoints_are_made_in_no_other_way() {
        var others = handlers.stream()
                .filter(mapping -> !(mapping instanceof RequestMappingInfoHandlerMapping))
                .filter(AbstractUrlHandlerMapping.class::isInstance)
                .flatMap(mapping -> ((AbstractUrlHandlerMapping) mapping).getHandlerMap().keySet().stream())
                .filter(path -> !path.contains("swagger-ui")); // files that are the same for everybody
        assertThat(others).containsExactlyInAnyOrder("/webjars/**", "/assets/**");
        assertThat(handlers)
                .filteredOn(RouterFunctionMapping.class::isInstance)
                .allSatisfy(mapping -> assertThat(((RouterFunctionMapping) mapping).getRouterFunction())
                        .isNull());
    }

    @Test
    void every_endpoint_names_its_tenant_or_says_whose_data_it_is() {
        var ours = new ArrayList<String>();
        for (var mapping : mappings) {
            mapping.getHandlerMethods().forEach((info, endpoint) -> {
                if (TenantGate.isOurs(endpoint)) {
                    var named = info.getPatternValues().stream()
                            .allMatch(path -> path.contains("{workspaceId}") || path.contains("{organizationId}"));
                    var scope = TenantGate.scope(endpoint);
                    assertThat(named || scope != null).as("%s", info).isTrue();
                    if (!named && scope == TenantScope.Scope.own) {
                        assertThat(endpoint.getMethod().getParameterTypes())
                                .as("%s", info)
                                .contains(Caller.class);
                    }
                    ours.addAll(info.getPatternValues());
                }
            });
        }
        assertThat(ours).hasSizeGreaterThan(30);
    }

    @Test
    void an_endpoint_that_forgot_to_say_lets_no_bound_token_in() throws Exception {
        var forgotten = new HandlerMethod(new Forgetful(), "all");

        assertThat(passes(forgotten, Map.of())).isTrue();
        assertThatThrownBy(() -> passes(forgotten, Map.of("workspaces", List.of("acme"))))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> passes(forgotten, Map.of("organizations", List.of("acme"))))
                .isInstanceOf(AccessDeniedException.class);
    }

    /** As somebody in a hurry writes one. */
    private static final class Forgetful {
        @SuppressWarnings("unused")
        public void all() {}
    }

    private static boolean passes(HandlerMethod endpoint, Map<String, Object> tenants) {
        var token = Jwt.withTokenValue("x").header("alg", "HS256").subject("x").claims(all -> all.putAll(tenants));
        SecurityContextHolder.getContext().setAuthentication(new JwtAuthenticationToken(token.build()));
        try {
            return new TenantGate().preHandle(new MockHttpServletRequest(), new MockHttpServletResponse(), endpoint);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    @Test
    void the_description_of_the_api_is_not_for_everybody() {
        for (var path : List.of("/v3/api-docs", "/v3/api-docs/group", "/v3/api-docs.yaml")) {
            var answer = send("GET", path, null, null, null);
            assertThat(answer.status()).as(path).isIn(401, 302);
        }
        assertThat(get("/v3/api-docs", viewer()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobody_gets_in_without_a_good_token(Endpoint endpoint) throws Exception {
        workspace("acme");
        var tokens = badTokens();

        for (var token : tokens.entrySet()) {
            var byHeader = send(
                    method(endpoint),
                    endpoint.example(),
                    "Authorization",
                    "Bearer " + token.getValue(),
                    endpoint.body());
            var byCookie = send(
                    method(endpoint), endpoint.example(), "Cookie", "plumbline=" + token.getValue(), endpoint.body());

            for (var answer : List.of(byHeader, byCookie)) {
                assertThatItIsANo(endpoint, token.getKey(), answer);
            }
            if (endpoint.kind().isForm()) {
                assertThatItLeadsToTheSignIn(token.getKey(), sendForm(endpoint, token.getValue()));
            }
        }
        assertThatItIsANo(
                endpoint, "no token", send(method(endpoint), endpoint.example(), null, null, endpoint.body()));
        assertThat(count("sync_health")).isZero();
    }

    private static void assertThatItIsANo(Endpoint endpoint, String token, Reply answer) {
        if (endpoint.kind().isPage()) {
            assertThatItLeadsToTheSignIn(token, answer);
            return;
        }
        if (endpoint.kind().isForm()) {
            assertThat(answer.status()).as(token).isEqualTo(403);
            assertThatThereIsNoStackTrace(answer);
            return;
        }
        assertThat(answer.status()).as(token).isEqualTo(401);
        assertThat(answer.type()).as(token).isEqualTo("application/problem+json");
        assertThat(answer.json()).as(token).containsEntry("status", 401);
        assertThat(answer.headers().firstValue("www-authenticate")).as(token).contains("Bearer");
        assertThatThereIsNoStackTrace(answer);
    }

    private static void assertThatItLeadsToTheSignIn(String token, Reply answer) {
        assertThat(answer.status()).as(token).isEqualTo(302);
        assertThat(answer.headers().firstValue("location").orElse("")).endsWith("/sign-in");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_viewer_sends_no_form(Endpoint endpoint) {
        workspace("acme");

        var answer = sendForm(endpoint, viewer());

        assertThat(answer.status()).isEqualTo(403);
        assertThatThereIsNoStackTrace(answer);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_viewer_sees_every_page_and_one_without_a_role_none(Endpoint endpoint) {
        everythingOfAcme();

        var shown = byCookie(endpoint, viewer());

        assertThatItIsShown(endpoint, shown);
        assertThat(shown.body())
                .as("scripts and styles are files")
                .doesNotContainPattern("<script(?![^>]*\\ssrc=)[^>]*>")
                .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:");
        assertThat(byCookie(endpoint, token(claims("cook").build())).status()).isEqualTo(403);
    }

    private static void assertThatItIsShown(Endpoint endpoint, Reply answer) {
        if (endpoint.kind() == PAGE_DESCRIBES && answer.status() == 302) {
            assertThat(answer.headers().firstValue("location").orElse("")).endsWith("/swagger-ui/index.html");
        } else {
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("pagesAndForms")
    void a_token_that_is_bound_to_another_tenant_sees_no_page_and_sends_no_form_of_this_one(Endpoint endpoint) {
        everythingOfAcme();
        db.execute("insert into sync_failure (id, source, workspace_id, error) values (1, 'test', 'acme', 'of acme')");

        var answer = endpoint.kind().isForm() ? sendForm(endpoint, elsewhere()) : byCookie(endpoint, elsewhere());

        assertThat(answer.body()).doesNotContain("The acme");
        if (endpoint.kind() == PAGE_DESCRIBES) {
            assertThatItIsShown(endpoint, answer);
        } else if (endpoint.kind().isOwn()) {
            assertThat(answer.status()).isIn(200, 303);
        } else {
            assertThat(answer.status()).isEqualTo(403);
        }
        assertThat(values("select id from sync_failure where resolved or replaying"))
                .isEmpty();
        assertThat(count("sync_job")).isZero();
        assertThat(count("sync_health")).isZero();
    }

    @ParameterizedTest
    @MethodSource("own")
    void a_tenant_that_a_parameter_names_is_checked_too(Endpoint endpoint) {
        everythingOfAcme();
        for (var tenant : List.of("workspaceId=acme", "workspaceId=globex&workspaceId=acme", "organizationId=acme")) {
            var more = endpoint.example() + (endpoint.example().contains("?") ? "&" : "?") + tenant;
            var named = new Endpoint(endpoint.mapping(), endpoint.kind(), more, endpoint.body());

            var answer = endpoint.kind().isForm()
                    ? sendForm(named, elsewhere())
                    : endpoint.kind().isPage() ? byCookie(named, elsewhere()) : ask(named, elsewhere());

            assertThat(answer.status()).as(tenant).isEqualTo(403);
        }
    }

    private String elsewhere() {
        return token(claims("operator")
                .claim("workspaces", List.of("globex"))
                .claim("organizations", List.of("globex"))
                .build());
    }

    private Reply byCookie(Endpoint endpoint, String token) {
        return send(method(endpoint), endpoint.example(), "Cookie", "plumbline=" + token, null);
    }

    /** With the token that forms have, so that only the one who sends it can be the reason for a no. */
    private Reply sendForm(Endpoint endpoint, String token) {
        var page = send("GET", "/sign-in", "Accept", "text/html", null);
        var cookie = page.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        var formToken = FORM_TOKEN.matcher(page.body());
        assertThat(formToken.find()).isTrue();
        return send(
                endpoint.method(),
                endpoint.example() + (endpoint.example().contains("?") ? "&" : "?") + "_csrf="
                        + URLEncoder.encode(formToken.group(1), StandardCharsets.UTF_8),
                "Cookie",
                "plumbline=" + token + "; " + cookie,
                null);
    }

    @ParameterizedTest
    @MethodSource("forPrograms")
    void a_viewer_reads_and_an_operator_also_acts(Endpoint endpoint) {
        everythingOfAcme();

        var asNobody = ask(endpoint, token(claims("cook").build()));
        var asViewer = ask(endpoint, viewer());
        var asOperator = ask(endpoint, operator());

        assertThat(asNobody.status()).isEqualTo(403);
        assertThat(asNobody.type()).isEqualTo("application/problem+json");
        assertThat(asViewer.status()).isEqualTo(endpoint.kind().forViewers() ? 200 : 403);
        if (endpoint.mapping().equals(RUN_PRODUCTS)) {
            assertThat(asOperator.status())
                    .as("let in, though products are not set up")
                    .isEqualTo(409);
        } else {
            assertThat(asOperator.status()).isIn(200, 202, 502); // accepted; let in, though the registry is away
        }
        Stream.of(asNobody, asViewer, asOperator).forEach(EveryEndpointTest::assertThatThereIsNoStackTrace);
    }

    @ParameterizedTest
    @MethodSource("forPrograms")
    void a_token_that_is_bound_to_another_tenant_does_not_get_at_this_one(Endpoint endpoint) {
        everythingOfAcme();
        db.execute("insert into sync_failure (id, source, workspace_id, error) values (1, 'test', 'acme', 'of acme')");

        var answer = ask(endpoint, elsewhere());

        if (endpoint.kind() == DESCRIBES) {
            assertThat(answer.status()).isEqualTo(200);
            return;
        }
        if (endpoint.kind().isOwn()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("acme");
            assertThat(values("select id from sync_failure where resolved or replaying"))
                    .isEmpty();
            return;
        }
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThatThereIsNoStackTrace(answer);
    }

    @ParameterizedTest
    @MethodSource("own")
    @Tag("B13")
    void what_belongs_to_no_tenant_is_not_for_a_token_that_is_bound_to_one_kind(Endpoint endpoint) {
        db.execute("insert into sync_failure (id, source, error) values (1, 'products', 'of the whole company')");
        for (var kind : List.of("workspaces", "organizations")) {
            var bound = token(claims("operator").claim(kind, List.of("acme")).build());

            var answer = endpoint.kind().isForm()
                    ? sendForm(endpoint, bound)
                    : endpoint.kind().isPage() ? byCookie(endpoint, bound) : ask(endpoint, bound);

            assertThat(answer.status()).as(kind).isLessThan(500);
            assertThat(answer.body()).as(kind).doesNotContain("of the whole company");
            assertThat(values("select id from sync_failure where resolved or replaying"))
                    .as(kind)
                    .isEmpty();
        }
    }

    private void everythingOfAcme() {
        workspace("acme");
        db.execute("insert into contact (id, workspace_id) values (1, 'acme')");
        organization("registry", "acme");
        db.execute("insert into sync_history (id, job_id, connector_id, organization_id, type, strategy, started_at) "
                + "values (1, 1, 'registry', 'acme', 'manual', 'merge', now())");
    }

    @Test
    void each_kind_of_tenant_is_bound_on_its_own() {
        everythingOfAcme();
        var ofWorkspaces =
                token(claims("viewer").claim("workspaces", List.of("globex")).build());
        var ofOrganizations =
                token(claims("viewer").claim("organizations", List.of("globex")).build());
        var ofNone = token(claims("viewer").claim("organizations", List.of()).build());

        assertThat(get("/api/organizations/acme/sync-queue", ofWorkspaces).status())
                .isEqualTo(200);
        assertThat(get("/api/workspaces/acme/contacts/1/explain", ofWorkspaces).status())
                .isEqualTo(403);
        assertThat(get("/api/organizations/acme/sync-queue", ofOrganizations).status())
                .isEqualTo(403);
        assertThat(get("/api/workspaces/acme/contacts/1/explain", ofOrganizations)
                        .status())
                .isEqualTo(200);
        assertThat(get("/api/organizations/acme/sync-queue", ofNone).status()).isEqualTo(403);
    }

    @Test
    void a_token_that_is_bound_to_a_workspace_does_not_start_a_run_of_all() {
        var bound =
                token(claims("operator").claim("workspaces", List.of("acme")).build());

        assertThat(post("/api/reconcile", "{}", bound).status()).isEqualTo(403);
        assertThat(post("/api/reconcile", "{\"dryRun\":true}", bound).status()).isEqualTo(403);
    }

    @Test
    @Tag("A16")
    void a_token_that_is_bound_does_not_learn_the_names_of_others() {
        workspace("acme");
        db.execute("insert into sync_health (workspace_id, run_at) values ('acme', now() - interval '9 days')");

        assertThat(get("/actuator/health", viewer()).body()).contains("acme");
        for (var tenants : List.of("workspaces", "organizations")) {
            var bound = token(claims("viewer").claim(tenants, List.of("globex")).build());
            assertThat(get("/actuator/health", bound).json()).as(tenants).containsOnlyKeys("status", "groups");
            assertThat(get("/actuator/prometheus", bound).status()).as(tenants).isEqualTo(403);
        }
    }

    @Test
    void what_is_not_there_or_not_meant_so_is_a_problem_too() {
        var unknown = get("/api/nothing", viewer());
        var wrongMethod = post("/api/sync-health", "{}", operator());
        var wrongType = send("POST", "/api/reconcile?x", "Authorization", "Bearer " + operator(), "\u0000");

        assertThat(List.of(unknown.status(), wrongMethod.status(), wrongType.status()))
                .containsExactly(404, 405, 400);
        for (var answer : List.of(unknown, wrongMethod, wrongType)) {
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThatThereIsNoStackTrace(answer);
        }
        assertThatThereIsNoStackTrace(get("/error?trace=true&message=true", operator()));
        assertThatThereIsNoStackTrace(get("/api/sync-health?trace=true&limit=x", operator()));
    }

    private Map<String, String> badTokens() throws Exception {
        var good = new JWTClaimsSet.Builder()
                .subject("mallory")
                .claim("roles", List.of("operator"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build();
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var ours = new MACSigner(key);
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("not a token", "x.y.z");
        tokens.put(
                "expired",
                signed(
                        JWSAlgorithm.HS256,
                        ours,
                        new JWTClaimsSet.Builder(good)
                                .expirationTime(Date.from(Instant.now().minusSeconds(90)))
                                .build()));
        tokens.put(
                "without an end",
                signed(
                        JWSAlgorithm.HS256,
                        ours,
                        new JWTClaimsSet.Builder(good).expirationTime(null).build()));
        tokens.put(
                "not yet valid",
                signed(
                        JWSAlgorithm.HS256,
                        ours,
                        new JWTClaimsSet.Builder(good)
                                .notBeforeTime(Date.from(Instant.now().plusSeconds(300)))
                                .build()));
        tokens.put("alg none", new PlainJWT(good).serialize());
        tokens.put("another key", signed(JWSAlgorithm.HS256, new MACSigner("0123456789abcdef0123456789abcdef"), good));
        tokens.put("another algorithm", signed(JWSAlgorithm.HS512, longKey(), good));
        tokens.put("a public key's", signed(JWSAlgorithm.RS256, new RSASSASigner(rsa.getPrivate()), good));
        return tokens;
    }

    private JWSSigner longKey() throws Exception {
        return new MACSigner(new String(key.getEncoded(), StandardCharsets.UTF_8).repeat(2));
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private Reply ask(Endpoint endpoint, String token) {
        return send(method(endpoint), endpoint.example(), "Authorization", "Bearer " + token, endpoint.body());
    }

    private static String method(Endpoint endpoint) {
        return endpoint.method().equals("ANY") ? "GET" : endpoint.method();
    }

    private static void assertThatThereIsNoStackTrace(Reply answer) {
        assertThat(answer.body()).doesNotContain("\tat ", "Exception:", ".java:", "\"trace\":");
    }
}
