package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
        assertThat(visitor.get("/failures?resolved=3").body()).contains("Failures resolved: 3");
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
}
