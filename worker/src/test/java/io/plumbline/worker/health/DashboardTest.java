package io.plumbline.worker.health;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.security.SignInLinks;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

/** The dashboard as people meet it: over HTTP, without scripts. Each test has workspaces, and tokens for them, of its own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "plumbline.temporal.port=0",
            "plumbline.data-dir=target/plumbline/${random.uuid}",
            "plumbline.demo=false",
            "plumbline.temporal.ui-url=http://temporal.example/"
        })
class DashboardTest {

    private static final Map<String, String> BY_SCRIPT = Map.of("HX-Request", "true");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @LocalServerPort
    int port;

    @Autowired
    DSLContext db;

    @Autowired
    DataSource dataSource;

    @Autowired
    JwtEncoder encoder;

    @Autowired
    SignInLinks links;

    @Autowired
    WorkflowClient temporal;

    @Test
    @Tag("E5")
    void a_page_needs_sign_in() {
        var visitor = new Visitor(port);

        for (var page : List.of("/", "/workspaces/acme", "/workspaces/acme/contacts/1", "/dashboard/reconcile/hours")) {
            var answer = visitor.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValueSatisfying(it -> assertThat(it).endsWith("/sign-in"));
        }
        assertThat(visitor.get("/sign-in").body()).contains("<h1>Sign in</h1>", "name=\"token\"");
    }

    @Test
    @Tag("E5")
    void a_script_whose_token_has_expired_sends_the_whole_page_to_the_sign_in() {
        var answer = new Visitor(port).get("/", BY_SCRIPT);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).hasValue("/sign-in");
    }

    @Test
    @Tag("E5")
    void a_link_signs_in_once() {
        var link = links.offer(token("operator", null));
        var first = new Visitor(port);

        assertThat(first.get(link).headers().firstValue("Location")).hasValue("/");
        assertThat(first.get("/").statusCode()).isEqualTo(200);
        var second = new Visitor(port);
        assertThat(second.get(link).body()).contains("This link was used before, or is too old.");
        assertThat(second.get("/").statusCode()).isEqualTo(302);
    }

    @Test
    @Tag("E5")
    void cookies_stay_out_of_reach_of_scripts_and_of_other_sites() {
        var visitor = Visitor.signedIn(port, token("viewer", null));

        assertThat(visitor.setCookies())
                .anyMatch(cookie -> cookie.startsWith("plumbline="))
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict"));
    }

    @Test
    @Tag("E5")
    void signing_in_with_a_token_that_is_no_good_says_so() {
        var visitor = new Visitor(port);
        visitor.get("/sign-in");

        assertThat(visitor.post("/sign-in", Map.of("token", "nonsense")).body())
                .contains("This token is not valid, or has expired.");
    }

    @Test
    @Tag("E5")
    void signing_out_ends_it() {
        var visitor = Visitor.signedIn(port, token("viewer", null));
        visitor.get("/");

        visitor.post("/sign-in/out", Map.of());

        assertThat(visitor.get("/").statusCode()).isEqualTo(302);
    }

    @Test
    @Tag("E5")
    void no_page_allows_scripts_or_styles_that_are_not_our_files() {
        var answer = Visitor.signedIn(port, token("operator", null)).get("/");

        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).contains("default-src 'self'").doesNotContain("unsafe"));
        assertThat(answer.body()).doesNotContain("style=", "onclick=", "<style").doesNotContainPattern("<script>");
    }

    @Test
    @Tag("E5")
    void a_post_that_another_site_forged_is_refused() {
        var workspace = workspace("Forged");
        var visitor = Visitor.signedIn(port, token("operator", null));
        visitor.get("/");

        var answer = visitor.forgedPost("/dashboard/reconcile", Map.of("workspaceId", workspace));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("This is not allowed");
        assertThat(runs(workspace)).isZero();
    }

    @Test
    @Tag("E5")
    void a_viewer_sees_no_run_buttons_and_may_not_run() {
        var workspace = workspace("Viewed");
        var visitor = Visitor.signedIn(port, token("viewer", null));

        assertThat(visitor.get("/?q=" + workspace).body())
                .contains("Viewed")
                .doesNotContain("Run now", "Reconcile all now", "action=\"/dashboard/reconcile");
        assertThat(visitor.get("/workspaces/" + workspace).body())
                .contains("Preview")
                .doesNotContain("Run now");
        var answer = visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("This is not allowed").doesNotContain("Exception", "at io.plumbline");
        assertThat(visitor.post("/dashboard/reconcile/all", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(runs(workspace)).isZero();
    }

    @Test
    @Tag("A13")
    @Tag("E3")
    void run_now_starts_the_run_of_the_workspace_and_the_page_shows_it() {
        var workspace = workspace("Started");
        quietContact(workspace, "Ada", Duration.ofHours(5));
        var visitor = Visitor.signedIn(port, token("operator", List.of(workspace)));
        assertThat(visitor.get("/").body()).contains("No run yet.");

        var answer = visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace), BY_SCRIPT);

        assertThat(answer.body()).contains("Started a run of", workspace);
        await().untilAsserted(() -> assertThat(visitor.get("/").body())
                .contains("manual", "completed", "reconcile/" + workspace)
                .contains("http://temporal.example/namespaces/default/workflows/reconcile%2F" + workspace + "/"));
        assertThat(temporal.newUntypedWorkflowStub("reconcile/" + workspace)
                        .describe()
                        .getStatus()
                        .name())
                .endsWith("COMPLETED");
    }

    @Test
    @Tag("A13")
    void without_scripts_a_run_leads_to_the_page_of_its_workspace() {
        var workspace = workspace("Plain");
        var visitor = Visitor.signedIn(port, token("operator", List.of(workspace)));
        visitor.get("/");

        var answer = visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace));

        assertThat(answer.statusCode()).isEqualTo(303);
        var page = answer.headers().firstValue("Location").orElseThrow();
        assertThat(page).endsWith("/workspaces/" + workspace + "?asked=started");
        assertThat(visitor.get(page).body()).contains("A run was started.");
    }

    @Test
    @Tag("A14")
    void a_run_that_is_under_way_is_reported_and_no_second_one_is_started() throws SQLException {
        var workspace = workspace("Twice");
        quietContact(workspace, "Ada", Duration.ofHours(5));
        var visitor = Visitor.signedIn(port, token("operator", List.of(workspace)));
        visitor.get("/");
        try (var holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            try (var lock = holder.prepareStatement("select 1 from workspace where id = ? for update")) {
                lock.setString(1, workspace);
                lock.execute(); // the first run waits for this
            }
            visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace), BY_SCRIPT);

            var second = visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace), BY_SCRIPT);

            assertThat(second.body()).contains("was already under way");
            holder.rollback();
        }
        await().untilAsserted(() -> assertThat(runs(workspace)).isOne());
    }

    @Test
    @Tag("A13")
    void a_run_takes_the_threshold_that_was_typed() {
        var workspace = workspace("Typed");
        quietContact(workspace, "Ada", Duration.ofHours(5));
        var visitor = Visitor.signedIn(port, token("operator", List.of(workspace)));
        visitor.get("/");

        visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace, "amount", "6", "unit", "hours"));
        await().untilAsserted(() -> assertThat(flagged(workspace)).containsExactly(0));
        visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace, "amount", "290", "unit", "minutes"));
        await().untilAsserted(() -> assertThat(flagged(workspace)).containsExactly(0, 1));

        var unfit = visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace, "amount", "0"));
        assertThat(unfit.statusCode()).isEqualTo(400);
        assertThat(unfit.body()).contains("The threshold must be from 1 to");
    }

    @Test
    @Tag("A13")
    void a_run_of_all_takes_the_threshold_that_was_typed() {
        var workspace = workspace("Among all");
        quietContact(workspace, "Ada", Duration.ofHours(5));
        var visitor = Visitor.signedIn(port, token("operator", null));
        assertThat(visitor.get("/").body())
                .contains("Quiet for longer than", "for=\"all-amount\"", "for=\"all-unit\"", "Reconcile all now");
        awaitEndOf("reconcile/sweep"); // of the start

        visitor.post("/dashboard/reconcile/all", Map.of("amount", "290", "unit", "hours"));
        await().untilAsserted(() -> assertThat(flagged(workspace)).containsExactly(0));
        awaitEndOf("reconcile/sweep");
        visitor.post("/dashboard/reconcile/all", Map.of("amount", "290", "unit", "minutes"));
        await().untilAsserted(() -> assertThat(flagged(workspace)).containsExactly(0, 1));
        awaitEndOf("reconcile/sweep");

        var unfit = visitor.post("/dashboard/reconcile/all", Map.of("amount", "0"));
        assertThat(unfit.statusCode()).isEqualTo(400);
        assertThat(unfit.body()).contains("The threshold must be from 1 to");
    }

    @Test
    @Tag("A13")
    void a_dry_run_of_all_says_where_its_result_is_and_writes_nothing() {
        var workspace = workspace("Dry among all");
        quietContact(workspace, "Ada", Duration.ofHours(5));
        var visitor = Visitor.signedIn(port, token("operator", null));
        visitor.get("/");

        var answer = visitor.post("/dashboard/reconcile/all", Map.of("dryRun", "true", "amount", "4"), BY_SCRIPT);

        assertThat(answer.body())
                .contains("Started a dry run of", "all workspaces", "the result of its workflow")
                .contains("http://temporal.example/namespaces/default/workflows/reconcile%2Fsweep%2Fdry/");
        awaitEndOf("reconcile/sweep/dry");
        assertThat(runs(workspace)).isZero();

        var plain = visitor.post("/dashboard/reconcile/all", Map.of("dryRun", "true"));
        assertThat(plain.statusCode()).isEqualTo(303);
        assertThat(visitor.get(plain.headers().firstValue("Location").orElseThrow())
                        .body())
                .contains("A dry run was started.");
        awaitEndOf("reconcile/sweep/dry");
        assertThat(runs(workspace)).isZero();
    }

    /** Also of one that never began. */
    private void awaitEndOf(String workflowId) {
        await().until(() -> {
            try {
                return temporal.newUntypedWorkflowStub(workflowId).describe().getStatus()
                        != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
            } catch (WorkflowNotFoundException e) {
                return true;
            }
        });
    }

    @Test
    @Tag("A13")
    @Tag("A15")
    void the_dry_run_lists_whom_a_run_would_flag_explains_each_and_writes_nothing() {
        var workspace = workspace("Dry");
        var ada = quietContact(workspace, "Ada", Duration.ofHours(5));
        quietContact(workspace, "Bruno", Duration.ofHours(2));
        var visitor = Visitor.signedIn(port, token("viewer", List.of(workspace)));

        assertThat(visitor.get("/workspaces/" + workspace).body())
                .contains("2 contacts", "Ada", "Bruno", "Sync check: No activity for 5 hours");
        assertThat(visitor.get("/workspaces/" + workspace + "?amount=3&unit=hours")
                        .body())
                .contains("1 contact<", "Ada")
                .doesNotContain("Bruno");
        assertThat(visitor.get("/workspaces/" + workspace + "/contacts/" + ada).body())
                .contains("Ada", "Would be flagged now", "last_activity_at", "<code>due</code>");
        assertThat(db.fetchExists(CONTACT_NOTE, CONTACT_NOTE.CONTACT_ID.eq(ada)))
                .isFalse();
        assertThat(runs(workspace)).isZero();
    }

    @Test
    @Tag("E5")
    void a_token_of_one_tenant_sees_and_runs_no_other() {
        var mine = workspace("Mine");
        var other = workspace("Other");
        addRun(other, Instant.now(), "completed", 7, 3);
        var contact = quietContact(other, "Ada", Duration.ofHours(5));
        var visitor = Visitor.signedIn(port, token("operator", List.of(mine)));

        assertThat(visitor.get("/").body()).contains(mine).doesNotContain(other).doesNotContain("Reconcile all now");
        assertThat(visitor.get("/dashboard/reconcile/hours").body()).doesNotContain("\"stale\":7");
        for (var page : List.of("/workspaces/" + other, "/workspaces/" + other + "/contacts/" + contact)) {
            assertThat(visitor.get(page).statusCode()).as(page).isEqualTo(403);
        }
        var refused = visitor.post("/dashboard/reconcile", Map.of("workspaceId", other));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("This token is not for workspace");
        assertThat(visitor.post("/dashboard/reconcile/all", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(runs(other)).isOne();
    }

    /** The workspaces on the three pages that a search has. */
    private static Set<String> names(Visitor visitor, String word) {
        var names = new TreeSet<String>();
        for (int page = 1; page <= 3; page++) {
            Pattern.compile(word + " \\d{3}")
                    .matcher(visitor.get("/?page=" + page + "&q=" + word).body())
                    .results()
                    .forEach(found -> names.add(found.group()));
        }
        return names;
    }

    @Test
    @Tag("E3")
    void workspaces_are_searched_and_paged() {
        var word = "Quarry" + NUMBER.incrementAndGet();
        for (int i = 1; i <= 120; i++) {
            workspace("%s %03d".formatted(word, i));
        }
        var visitor = Visitor.signedIn(port, token("viewer", null));

        assertThat(visitor.get("/?q=" + word).body()).contains("Page 1 of 3", "1–50 of 120");
        assertThat(visitor.get("/?page=3&q=" + word.toLowerCase()).body()).contains("Page 3 of 3", "101–120 of 120");
        await().untilAsserted(
                        () -> assertThat(names(visitor, word)).hasSize(120)); // a sweep may be changing their order
        assertThat(visitor.get("/?page=99&q=" + word).body()).contains("Page 3 of 3");
        assertThat(visitor.get("/?q=" + word + "%20077").body())
                .contains(word + " 077")
                .doesNotContain(word + " 078", "Page 1");
        assertThat(visitor.get("/?q=%3Cscript%3E%25").body())
                .contains("No workspace matches", "&lt;script&gt;%")
                .doesNotContain("<script>%");
    }

    @Test
    @Tag("A16")
    void workspaces_that_have_missed_their_runs_are_named() {
        var overdue = workspace("Forgotten Ferries");
        var fresh = workspace("Fresh Fruit");
        addRun(overdue, Instant.now().minus(3, ChronoUnit.HOURS), "completed", 0, 0);
        addRun(fresh, Instant.now(), "completed", 0, 0);
        var visitor = Visitor.signedIn(port, token("viewer", List.of(overdue, fresh)));

        var page = visitor.get("/").body();

        assertThat(banner(page)).contains("One workspace has missed its runs", "Forgotten Ferries");
        assertThat(banner(page)).doesNotContain("Fresh Fruit");
        assertThat(page.indexOf("to-" + overdue)).as("worst first").isLessThan(page.indexOf("to-" + fresh));
        assertThat(page).contains("(1 overdue) Plumbline");
    }

    @Test
    @Tag("A11")
    void a_failed_run_shows_its_reason() {
        var workspace = workspace("Broken");
        addRun(workspace, Instant.now(), "failed", 0, 0);

        assertThat(Visitor.signedIn(port, token("viewer", List.of(workspace)))
                        .get("/")
                        .body())
                .contains("Failing", "the disk is full");
    }

    @Test
    @Tag("E3")
    void without_workspaces_and_runs_the_page_says_what_will_be_there() {
        assertThat(Visitor.signedIn(port, token("operator", List.of("nobody")))
                        .get("/")
                        .body())
                .contains("No active workspaces yet.", "No run yet.", "No stale contact was found");
    }

    @Test
    @Tag("A1")
    void a_workspace_without_a_channel_says_why_it_is_not_run() {
        var workspace = workspace("Silent");
        db.update(WORKSPACE)
                .setNull(WORKSPACE.CHANNEL_ACCESS_TOKEN)
                .where(WORKSPACE.ID.eq(workspace))
                .execute();
        var visitor = Visitor.signedIn(port, token("operator", List.of(workspace)));

        assertThat(visitor.get("/workspaces/" + workspace).body())
                .contains("Not active", "messaging channel is not configured")
                .doesNotContain("Run now");
        assertThat(visitor.post("/dashboard/reconcile", Map.of("workspaceId", workspace))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    @Tag("E3")
    void the_chart_has_48_hours_and_counts_a_workspace_once_an_hour() {
        var workspace = workspace("Charted");
        var hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(3, ChronoUnit.HOURS);
        addRun(workspace, hour.plusSeconds(60), "completed", 120, 50);
        addRun(workspace, hour.plusSeconds(120), "completed", 120, 20);
        var visitor = Visitor.signedIn(port, token("viewer", List.of(workspace)));

        var hours = visitor.get("/dashboard/reconcile/hours", Map.of("Accept", "application/json"))
                .body();

        assertThat(hours.split("\"hour\"")).hasSize(48 + 1);
        assertThat(hours).contains("{\"hour\":\"" + hour + "\",\"stale\":120,\"flagged\":70}");
    }

    @Test
    @Tag("B2")
    @Tag("E3")
    void a_conversation_leads_to_the_contact_it_reached() {
        var workspace = workspace("Talkative");
        var contact = quietContact(workspace, "Lucía Ramírez", Duration.ofMinutes(1));
        db.execute(
                "insert into conversation (workspace_id, phone, state, lead_status, event_at, sync, contact_id) "
                        + "values (?, '+525512345678', 'handoff', 'contacted', now(), 'synced', ?), "
                        + "(?, '+525500000000', 'greeting', 'new', now(), 'skipped', null)",
                workspace,
                contact,
                workspace);

        var page = Visitor.signedIn(port, token("viewer", null))
                .get("/workspaces/" + workspace)
                .body();

        assertThat(page)
                .containsPattern("href=\"/workspaces/" + workspace + "/contacts/" + contact + "\">Lucía Ramírez</a>")
                .containsOnlyOnce("class=\"reached\"");
    }

    @Test
    @Tag("E6")
    void what_is_not_there_is_a_page_for_people_and_a_problem_detail_for_programs() {
        var token = token("viewer", null);
        var visitor = Visitor.signedIn(port, token);

        for (var page : List.of("/nowhere", "/workspaces/nobody", "/workspaces/nobody/contacts/1")) {
            var answer = visitor.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(404);
            assertThat(answer.body()).contains("Not here").doesNotContain("Exception", "at io.plumbline");
        }
        assertThat(visitor.get("/workspaces/nobody/contacts/one").statusCode()).isEqualTo(400);
        assertThat(visitor.get("/?page=many").statusCode()).isEqualTo(400);
        var problem =
                visitor.get("/api/workspaces/nobody/contacts/1/explain", Map.of("Authorization", "Bearer " + token));
        assertThat(problem.statusCode()).isEqualTo(404);
        assertThat(problem.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private static String banner(String page) {
        return page.substring(page.indexOf("class=\"banner\""), page.indexOf("class=\"tiles\""));
    }

    private String workspace(String name) {
        var id = "w" + NUMBER.incrementAndGet();
        db.insertInto(WORKSPACE)
                .set(WORKSPACE.ID, id)
                .set(WORKSPACE.NAME, name)
                .set(WORKSPACE.CHANNEL_PHONE_ID, "phone")
                .set(WORKSPACE.CHANNEL_ACCESS_TOKEN, "token")
                .execute();
        return id;
    }

    private long quietContact(String workspace, String name, Duration quiet) {
        return db.insertInto(CONTACT)
                .set(CONTACT.WORKSPACE_ID, workspace)
                .set(CONTACT.NAME, name)
                .set(CONTACT.LAST_ACTIVITY_AT, Instant.now().minus(quiet))
                .returningResult(CONTACT.ID)
                .fetchSingle(CONTACT.ID);
    }

    private void addRun(String workspace, Instant at, String status, int stale, int flagged) {
        db.insertInto(SYNC_HEALTH)
                .set(SYNC_HEALTH.WORKSPACE_ID, workspace)
                .set(SYNC_HEALTH.RUN_AT, at)
                .set(SYNC_HEALTH.STATUS, status)
                .set(SYNC_HEALTH.ERROR, status.equals("failed") ? "the disk is full" : null)
                .set(SYNC_HEALTH.STALE_FOUND, stale)
                .set(SYNC_HEALTH.FLAGGED, flagged)
                .execute();
    }

    private int runs(String workspace) {
        return db.fetchCount(SYNC_HEALTH, SYNC_HEALTH.WORKSPACE_ID.eq(workspace));
    }

    private List<Integer> flagged(String workspace) {
        return db.select(SYNC_HEALTH.FLAGGED)
                .from(SYNC_HEALTH)
                .where(SYNC_HEALTH.WORKSPACE_ID.eq(workspace))
                .orderBy(SYNC_HEALTH.RUN_AT)
                .fetch(SYNC_HEALTH.FLAGGED);
    }

    private String token(String role, List<String> workspaces) {
        var claims = JwtClaimsSet.builder()
                .subject("somebody")
                .claim("roles", List.of(role))
                .expiresAt(Instant.now().plus(1, ChronoUnit.HOURS));
        if (workspaces != null) {
            claims.claim("workspaces", workspaces);
        }
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims.build()))
                .getTokenValue();
    }
}
