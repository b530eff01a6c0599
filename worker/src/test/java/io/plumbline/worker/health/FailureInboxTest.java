package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The failure inbox, as a page and over the API. */
@Tag("B13")
class FailureInboxTest extends ApiTest {

    @BeforeEach
    void conversationsWithoutContact() {
        workspace("acme");
        workspace("globex");
        db.execute("update workspace set region = 'MX'");
        for (int i = 1; i <= 3; i++) {
            failed("acme", "+52551111000" + i);
        }
        failed("globex", "+525522220001");
    }

    private void failed(String workspace, String phone) {
        db.execute(
                "insert into conversation (workspace_id, phone, state, lead_status, event_at, sync, sync_reason) "
                        + "values (?, ?, 'handoff', 'contacted', now(), 'skipped', 'contact_not_found')",
                workspace,
                phone);
        db.execute(
                "insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint) "
                        + "values ('conversation', ?, ?, 'contact_not_found', 'cause')",
                workspace,
                phone);
    }

    private long idOf(String phone) {
        return db.fetchSingle("select id from sync_failure where contact_phone = ?", phone)
                .get(0, Long.class);
    }

    private String boundTo(String workspace) {
        return token(claims("operator").claim("workspaces", List.of(workspace)).build());
    }

    private List<Object> open() {
        return values("select count(*) from sync_failure where not resolved");
    }

    @Test
    @Tag("E3")
    void the_page_groups_and_lists_and_a_bound_token_sees_its_own() {
        var all = Visitor.signedIn(port(), operator()).get("/failures").body();
        assertThat(all).contains("contact_not_found", "+525511110001", "+525522220001", "Replay all");

        var own = Visitor.signedIn(port(), boundTo("globex")).get("/failures").body();
        assertThat(own).contains("+525522220001").doesNotContain("acme", "+525511110001");
        assertThat(Visitor.signedIn(port(), boundTo("globex"))
                        .get("/failures?workspaceId=acme")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @Tag("E5")
    void a_viewer_looks_and_does_not_act_and_a_forged_form_does_nothing() {
        var viewer = Visitor.signedIn(port(), viewer());
        assertThat(viewer.get("/failures").body()).contains("+525511110001").doesNotContain("Replay");
        assertThat(viewer.post("/failures/resolve", Map.of("fingerprint", "cause"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Visitor.signedIn(port(), operator())
                        .forgedPost("/failures/resolve", Map.of("fingerprint", "cause"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(open()).containsExactly(4L);
    }

    @Test
    void a_group_is_resolved_by_one_click_and_a_second_one_says_that_nothing_is_left() {
        var visitor = Visitor.signedIn(port(), boundTo("acme"));
        visitor.get("/failures");

        var first = visitor.post("/failures/resolve", Map.of("fingerprint", "cause"));
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(visitor.get("/failures?resolved=3").body()).contains("3 failures resolved.");
        assertThat(first.headers().firstValue("location").orElseThrow()).endsWith("/failures?resolved=3");
        var second = visitor.post("/failures/resolve", Map.of("fingerprint", "cause"));

        assertThat(second.headers().firstValue("location").orElseThrow()).endsWith("/failures?resolved=0");
        assertThat(values("select distinct resolved_by from sync_failure where resolved"))
                .containsExactly("operator");
        assertThat(open()).containsExactly(1L); // another tenant's
    }

    @Test
    void a_replay_that_succeeds_resolves_and_one_that_fails_again_adds_an_attempt() {
        db.execute("insert into contact (workspace_id, phone) values ('acme', '55 1111 0001')");
        var both = "{\"ids\":[%d,%d]}".formatted(idOf("+525511110001"), idOf("+525511110002"));

        assertThat(post("/api/sync-failures/replay", both, operator()).<Integer>field("replayed"))
                .isEqualTo(2);

        await().untilAsserted(() -> assertThat(
                        values(
                                "select contact_phone || ' ' || resolved || ' ' || attempts || ' ' || coalesce(resolved_by, '-') "
                                        + "from sync_failure where workspace_id = 'acme' and not replaying order by contact_phone"))
                .containsExactly(
                        "+525511110001 true 1 operator", "+525511110002 false 2 -", "+525511110003 false 1 -"));
        assertThat(values("select lead_status from contact")).containsExactly("contacted");
    }

    @Test
    void a_replay_of_the_products_where_there_is_no_feed_is_put_back_and_says_why() {
        db.execute("insert into sync_failure (source, error, fingerprint) values ('products', 'it was away', 'feed')");

        post("/api/sync-failures/replay", "{\"fingerprint\":\"feed\"}", operator());

        await().untilAsserted(() -> assertThat(
                        values(
                                "select attempts || ' ' || error from sync_failure where source = 'products' and not replaying"))
                .containsExactly("2 There is no feed to read: plumbline.products.url is not set."));
    }

    @Test
    void a_double_click_replays_once() {
        var body = "{\"fingerprint\":\"cause\"}";
        db.execute("update sync_failure set source = 'of a sync that nobody knows'"); // so that the replay does not end

        assertThat(post("/api/sync-failures/replay", body, operator()).<Integer>field("replayed"))
                .isEqualTo(4);
        assertThat(post("/api/sync-failures/replay", body, operator()).<Integer>field("replayed"))
                .isZero();
    }

    @Test
    void the_list_is_filtered_and_paged_and_the_groups_are_counted() {
        var first = get("/api/sync-failures?source=conversation&resolved=false&limit=3", viewer());
        assertThat(first.<List<?>>field("failures")).hasSize(3);
        var second = get("/api/sync-failures?limit=3&cursor=" + first.field("nextCursor"), viewer());
        assertThat(second.<List<?>>field("failures")).hasSize(1);
        assertThat(second.<Object>field("nextCursor")).isNull();
        assertThat(get("/api/sync-failures?workspaceId=globex", viewer()).<List<?>>field("failures"))
                .hasSize(1);
        assertThat(get("/api/sync-failures/groups", viewer()).body()).contains("\"count\":4", "\"workspaces\":2");
        assertThat(get("/api/sync-failures?limit=0", viewer()).<String>field("field"))
                .isEqualTo("limit");
        assertThat(post("/api/sync-failures/replay", "{}", operator()).<String>field("field"))
                .isEqualTo("ids");
    }

    private void reconcileFailed(String workspace) {
        db.execute(
                "insert into sync_failure (source, workspace_id, error, fingerprint) "
                        + "values ('reconcile', ?, 'it timed out', 'time')",
                workspace);
    }

    private String page(String token, String path) {
        var answer = Visitor.signedIn(port(), token).get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    @Tag("E3")
    void the_page_shows_the_failures_of_one_sync_where_that_is_asked_for() {
        reconcileFailed("acme");

        assertThat(page(operator(), "/failures?source=reconcile"))
                .contains("it timed out", "<option value=\"reconcile\" selected=\"selected\">")
                .doesNotContain("contact_not_found", "+525511110001");
        assertThat(page(operator(), "/failures?source=conversation")).doesNotContain("it timed out");
        assertThat(page(operator(), "/failures")).contains("it timed out", "contact_not_found");
        assertThat(page(operator(), "/failures?source=unheard-of")).contains("No failures to show", ">unheard-of<");
        assertThat(get("/api/sync-failures?source=reconcile", viewer()).<List<?>>field("failures"))
                .hasSize(1);
    }

    @Test
    @Tag("E3")
    @Tag("E5")
    void every_page_says_how_many_failures_are_open_and_a_bound_token_counts_its_own() {
        assertThat(page(operator(), "/")).contains("Open failures").containsPattern(openIs(4));
        assertThat(page(boundTo("acme"), "/workspaces/acme")).containsPattern(openIs(3));
        assertThat(page(boundTo("globex"), "/failures")).containsPattern(openIs(1));
        assertThat(page(boundTo("globex"), "/"))
                .containsPattern("<dt><a href=\"/failures\">Open failures</a></dt>\\s*<dd>1</dd>");
        db.execute("update sync_failure set resolved = true");
        assertThat(page(operator(), "/")).contains("id=\"open-failures\"").doesNotContain("class=\"count\"");
    }

    private static String openIs(int count) {
        return "id=\"open-failures\"><span class=\"count\">" + count + "<";
    }

    @Test
    void a_group_says_how_many_of_it_are_left_to_replay() {
        db.execute("update sync_failure set replaying = true where workspace_id = 'globex'");
        assertThat(page(operator(), "/failures")).contains(">Replay 3 left</button>");
        assertThat(page(boundTo("globex"), "/failures"))
                .contains("Replaying", "Resolve all")
                .doesNotContain("Replay all", "left</button>");
    }

    @Test
    void older_leads_to_a_page_that_has_something() {
        db.execute("insert into sync_failure (source, workspace_id, contact_phone, error) "
                + "select 'test', 'acme', '+' || n, 'failed' from generate_series(1, 46) n");

        assertThat(page(operator(), "/failures")).doesNotContain(">Older</a>");
        reconcileFailed("acme");
        assertThat(page(operator(), "/failures?show=all")).containsPattern("show=all&amp;before=\\d+\">Older</a>");
        assertThat(get("/api/sync-failures?limit=51", viewer()).<Object>field("nextCursor"))
                .isNull();
    }

    @Test
    @Tag("E6")
    void what_an_action_did_is_a_number_or_nothing() {
        assertThat(page(operator(), "/failures?replayed=3")).contains("3 failures are being replayed.");
        assertThat(page(operator(), "/failures?replayed=1")).contains("1 failure is being replayed.");
        assertThat(page(operator(), "/failures?resolved=0")).contains("There is nothing left to resolve.");

        for (var bad : List.of("replayed=lots", "replayed=-1", "resolved=3%20or%20so", "resolved=9999999999")) {
            var answer = Visitor.signedIn(port(), operator()).get("/failures?" + bad);
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(answer.body()).as(bad).contains("<code>" + bad.substring(0, 8) + ":</code>");
        }
    }

    @ParameterizedTest
    @CsvSource({"replay", "resolve"})
    @Tag("E6")
    void an_action_on_nothing_or_on_two_things_is_refused_with_the_field(String act) {
        for (var form : List.of(
                Map.<String, String>of(), Map.of("fingerprint", " "), Map.of("id", "1", "fingerprint", "cause"))) {
            var visitor = Visitor.signedIn(port(), operator());
            visitor.get("/failures");
            var page = visitor.post("/failures/" + act, form);
            assertThat(page.statusCode()).isEqualTo(400);
            assertThat(page.body()).contains("<code>id:</code>", "Name either an id or a fingerprint.");
            var problem = visitor.post("/failures/" + act, form, Map.of("Accept", "application/json"));
            assertThat(problem.statusCode()).isEqualTo(400);
            assertThat(problem.body()).contains("\"field\":\"id\"");
        }
        for (var body : List.of("{}", "{\"fingerprint\":\"\"}", "{\"ids\":[1],\"fingerprint\":\"cause\"}")) {
            var problem = post("/api/sync-failures/" + act, body, operator());
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.<String>field("field")).isEqualTo("ids");
        }
        assertThat(values("select id from sync_failure where resolved or replaying"))
                .isEmpty();
    }

    @Test
    @Tag("E6")
    void a_text_that_the_database_cannot_have_is_refused_with_the_field() {
        var fingerprint = "{\"fingerprint\":\"a\\u0000b\"}";
        var half = "{\"fingerprint\":\"\\ud800\"}";
        assertThat(post("/api/sync-failures/resolve", half, operator()).status())
                .isEqualTo(400);
        for (var answer : Map.of(
                        "source", get("/api/sync-failures?source=%00", viewer()),
                        "workspaceId", get("/api/sync-failures?workspaceId=a%00", viewer()),
                        "fingerprint", post("/api/sync-failures/resolve", fingerprint, operator()))
                .entrySet()) {
            assertThat(answer.getValue().status()).as(answer.getKey()).isEqualTo(400);
            assertThat(answer.getValue().<String>field("field")).isEqualTo(answer.getKey());
        }
    }

    @Test
    void a_group_that_is_shown_for_one_workspace_is_acted_on_in_this_one_alone() {
        var visitor = Visitor.signedIn(port(), operator());
        visitor.get("/failures?workspaceId=globex&show=all");

        var answer = visitor.post(
                "/failures/resolve", Map.of("fingerprint", "cause", "workspaceId", "globex", "show", "all"));

        assertThat(answer.headers().firstValue("location").orElseThrow())
                .endsWith("/failures?workspaceId=globex&show=all&resolved=1");
        assertThat(values("select distinct workspace_id from sync_failure where resolved"))
                .containsExactly("globex");
        var elsewhere = Visitor.signedIn(port(), boundTo("globex"));
        elsewhere.get("/failures");
        assertThat(elsewhere
                        .post("/failures/resolve", Map.of("fingerprint", "cause", "workspaceId", "acme"))
                        .statusCode())
                .isEqualTo(403);
    }
}
