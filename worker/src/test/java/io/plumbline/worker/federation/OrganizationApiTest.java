package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import io.plumbline.worker.ApiTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue and the history of an organisation, over the API. */
class OrganizationApiTest extends ApiTest {

    @BeforeEach
    void twoOrganizations() {
        organization("registry", "acme");
        organization("registry", "globex");
    }

    private void jobs(int count, String status) {
        db.execute(
                "insert into sync_job (connector_id, organization_id, member_id, trigger, status, completed_at) "
                        + "select 'registry', 'acme', 'm' || n, 'webhook', ?, case when ? in ('completed', 'failed') then now() end "
                        + "from generate_series(1, ?) n",
                status,
                status,
                count);
    }

    private static List<Map<String, Object>> items(Reply answer) {
        return answer.field("items");
    }

    @Test
    @Tag("C15")
    void the_queue_tells_every_open_job_and_the_newest_of_those_that_have_ended() {
        jobs(25, "completed");
        jobs(30, "pending");
        db.execute("insert into sync_job (connector_id, organization_id, trigger, status, started_at) "
                + "values ('registry', 'acme', 'manual', 'running', now())");
        db.execute("insert into sync_job (connector_id, organization_id, trigger) "
                + "values ('registry', 'globex', 'manual')");

        var answer = get("/api/organizations/acme/sync-queue", viewer());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .containsEntry("organizationId", "acme")
                .containsEntry("running", 1)
                .containsEntry("pending", 30);
        assertThat(items(answer)).hasSize(51).isSortedAccordingTo((one, other) -> rank(one) - rank(other));
        assertThat(items(get("/api/organizations/acme/sync-queue?limit=2", viewer())))
                .hasSize(33)
                .last()
                .satisfies(item -> assertThat(item).containsEntry("memberId", "m24")); // the newest ended one is m25
        assertThat(items(get("/api/organizations/acme/sync-queue?limit=0", viewer())))
                .hasSize(31);
    }

    private static int rank(Map<String, Object> job) {
        return List.of("running", "pending", "completed").indexOf(job.get("status"));
    }

    @Test
    @Tag("C15")
    void every_column_of_a_job_is_told_in_camel_case_with_iso_times() {
        db.execute("""
                insert into sync_job (id, connector_id, organization_id, member_id, trigger, strategy, status, retry_count,
                  max_retries, next_retry_at, created_at, started_at, completed_at, error)
                values (7, 'registry', 'acme', 'm1', 'webhook', 'merge', 'failed', 2, 3, '2026-02-03T04:05:06.789Z',
                  '2026-02-03T04:00:00Z', '2026-02-03T04:01:00Z', '2026-02-03T04:02:00Z', 'why')""");

        assertThat(items(get("/api/organizations/acme/sync-queue", viewer())))
                .containsExactly(Map.ofEntries(
                        Map.entry("id", 7),
                        Map.entry("connectorId", "registry"),
                        Map.entry("memberId", "m1"),
                        Map.entry("trigger", "webhook"),
                        Map.entry("strategy", "merge"),
                        Map.entry("status", "failed"),
                        Map.entry("retryCount", 2),
                        Map.entry("maxRetries", 3),
                        Map.entry("nextRetryAt", "2026-02-03T04:05:06.789Z"),
                        Map.entry("createdAt", "2026-02-03T04:00:00Z"),
                        Map.entry("startedAt", "2026-02-03T04:01:00Z"),
                        Map.entry("completedAt", "2026-02-03T04:02:00Z"),
                        Map.entry("error", "why")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync-queue", "sync-history"})
    @Tag("E6")
    void an_organisation_that_is_not_there_and_a_limit_that_cannot_be_are_said_so(String what) {
        var unknown = get("/api/organizations/nobody/" + what, viewer());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.type()).isEqualTo("application/problem+json");
        assertThat(unknown.<String>field("detail")).contains("'nobody'");
        assertThat(get("/api/organizations/%00/" + what, viewer()).status()).isIn(400, 404);

        for (var limit : List.of("-1", "1001", "many")) {
            var answer = get("/api/organizations/acme/" + what + "?limit=" + limit, viewer());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.<String>field("field")).isEqualTo("limit");
        }
    }

    @Test
    @Tag("E5")
    void a_bound_token_sees_its_own_organisations() {
        var bound =
                token(claims("viewer").claim("organizations", List.of("globex")).build());
        var ofAcme = sync("registry", "acme");

        assertThat(get("/api/organizations/globex/sync-queue", bound).status()).isEqualTo(200);
        assertThat(get("/api/organizations/globex/sync-history", bound).status())
                .isEqualTo(200);
        for (var path : List.of(
                "/api/organizations/acme/sync-queue",
                "/api/organizations/acme/sync-history",
                "/api/organizations/nobody/sync-queue",
                "/api/sync-history/" + ofAcme,
                "/api/sync-history/" + ofAcme + "/export?format=csv")) {
            assertThat(get(path, bound).status()).as(path).isEqualTo(403);
            assertThat(get(path, bound).type()).isEqualTo("application/problem+json");
        }
    }

    @Test
    @Tag("C22")
    void pages_of_the_history_hold_each_sync_once_while_syncs_are_added() {
        var expected = new ArrayList<Number>();
        for (int i = 0; i < 10; i++) {
            expected.add(0, (int) sync("registry", "acme"));
            sync("registry", "globex");
        }

        var seen = new ArrayList<Object>();
        Object cursor = "";
        while (cursor != null) {
            var page = get("/api/organizations/acme/sync-history?limit=3&cursor=" + cursor, viewer());
            items(page).forEach(item -> seen.add(item.get("id")));
            cursor = page.field("nextCursor");
            sync("registry", "acme"); // would push an offset on
        }

        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @Tag("C22")
    void a_page_of_the_history_that_is_full_and_the_last_leads_to_no_other() {
        for (int i = 0; i < 3; i++) {
            sync("registry", "acme");
        }

        var page = get("/api/organizations/acme/sync-history?limit=3", viewer());

        assertThat(items(page)).hasSize(3);
        assertThat(page.<Object>field("nextCursor")).isNull();
    }

    @Test
    @Tag("C21")
    void every_column_of_a_sync_is_told_in_camel_case_with_iso_times() {
        db.execute("""
                insert into sync_history (id, job_id, connector_id, organization_id, member_id, type, strategy, started_at,
                  completed_at, status, created, updated, unchanged, deactivated, conflicts_detected, conflicts_resolved,
                  set_aside, note, error, workflow_id, run_id)
                values (7, 5, 'registry', 'acme', 'm1', 'webhook', 'merge', '2026-02-03T04:05:06.789Z',
                  '2026-02-03T04:06:00Z', 'failed', 1, 2, 3, 4, 5, 6,
                  '[{"memberId": "m9", "error": "no name"}]', 'a note', 'why', 'federation/registry/acme', 'some-run')""");
        var sync = Map.ofEntries(
                Map.entry("id", 7),
                Map.entry("jobId", 5),
                Map.entry("connectorId", "registry"),
                Map.entry("organizationId", "acme"),
                Map.entry("memberId", "m1"),
                Map.entry("type", "webhook"),
                Map.entry("strategy", "merge"),
                Map.entry("startedAt", "2026-02-03T04:05:06.789Z"),
                Map.entry("completedAt", "2026-02-03T04:06:00Z"),
                Map.entry("status", "failed"),
                Map.entry(
                        "stats",
                        Map.of(
                                "created", 1,
                                "updated", 2,
                                "unchanged", 3,
                                "deactivated", 4,
                                "conflictsDetected", 5,
                                "conflictsResolved", 6)),
                Map.entry("setAside", 1),
                Map.entry("note", "a note"),
                Map.entry("error", "why"),
                Map.entry("workflowId", "federation/registry/acme"),
                Map.entry("runId", "some-run"));

        assertThat(items(get("/api/organizations/acme/sync-history", viewer()))).containsExactly(sync);
        var detail = get("/api/sync-history/7", viewer());
        assertThat(detail.json()).containsAllEntriesOf(sync);
        assertThat(detail.<Object>field("setAsideMembers"))
                .isEqualTo(Map.of(
                        "count", 1, "more", false, "items", List.of(Map.of("memberId", "m9", "error", "no name"))));
    }

    @Test
    @Tag("C22")
    void the_detail_has_the_changes_and_the_conflicts_and_says_when_it_leaves_some_out() {
        var id = sync("registry", "acme");
        var other = sync("registry", "acme");
        db.execute(
                "insert into player (id, organization_id, first_name, last_name) values (1, 'acme', 'Ada', 'Byron')");
        db.execute(
                "insert into sync_change (history_id, player_id, external_id, kind, field, before, after) "
                        + "values (?, 1, 'm1', 'updated', 'email', 'old@x.org', null), (?, 2, 'm2', 'created', null, null, null)",
                id,
                other);
        db.execute(
                "insert into sync_conflict (history_id, player_id, external_id, field, federation_value, local_value, "
                        + "resolved_value, strategy, reason) select ?, 1, 'm1', 'phone', 'a' || n, 'b', 'a' || n, 'merge', 'because' "
                        + "from generate_series(1, 1001) n",
                id);

        var detail = get("/api/sync-history/" + id, viewer());

        assertThat(detail.<Map<String, Object>>field("changes"))
                .containsEntry("count", 1)
                .containsEntry("more", false)
                .extractingByKey("items", list(Map.class))
                .singleElement()
                .satisfies(change -> assertThat(change)
                        .containsEntry("playerName", "Ada Byron")
                        .containsEntry("externalId", "m1")
                        .containsEntry("kind", "updated")
                        .containsEntry("field", "email")
                        .containsEntry("before", "old@x.org")
                        .containsEntry("after", null));
        assertThat(detail.<Map<String, Object>>field("conflicts"))
                .containsEntry("count", 1_001)
                .containsEntry("more", true)
                .extractingByKey("items", list(Map.class))
                .hasSize(1_000)
                .first()
                .satisfies(conflict -> assertThat(conflict)
                        .containsEntry("federationValue", "a1")
                        .containsEntry("localValue", "b")
                        .containsEntry("resolvedValue", "a1")
                        .containsEntry("strategy", "merge")
                        .containsEntry("reason", "because"));
        assertThat(get("/api/sync-history/999999", viewer()).status()).isEqualTo(404);
        assertThat(get("/api/sync-history/x", viewer()).<String>field("field")).isEqualTo("id");
    }
}
