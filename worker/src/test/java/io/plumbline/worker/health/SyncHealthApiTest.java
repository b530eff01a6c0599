package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code GET /api/sync-health} answers. */
@Tag("A12")
class SyncHealthApiTest extends ApiTest {

    @Test
    void the_ten_newest_runs_come_first_and_are_summed_up() {
        for (int minute = 1; minute <= 12; minute++) {
            run("acme", minute, minute, 100);
        }

        var answer = get("/api/sync-health", viewer());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(runs(answer))
                .extracting(run -> run.get("staleFound"))
                .containsExactly(12, 11, 10, 9, 8, 7, 6, 5, 4, 3);
        assertThat(answer.<Object>field("summary"))
                // the mean of 3 to 12 is 7.5
                .isEqualTo(Map.of("lastRun", "2026-01-01T00:12:00Z", "avgStale", 8, "totalFlagged", 1000));
    }

    @Test
    void every_column_of_a_run_is_told_in_camel_case_with_iso_times() {
        db.execute("""
                insert into sync_health (id, workspace_id, run_at, contacts_checked, stale_found, in_cooldown, flagged,
                  backlog, status, error, duration, trigger, workflow_id, run_id)
                values (7, 'acme', '2026-02-03T04:05:06.789Z', 6, 5, 1, 3, 1, 'failed', 'why', interval '90.5 seconds',
                  'manual', 'reconcile/acme', 'some-run')""");

        assertThat(runs(get("/api/sync-health", viewer())))
                .containsExactly(Map.ofEntries(
                        Map.entry("id", 7),
                        Map.entry("workspaceId", "acme"),
                        Map.entry("runAt", "2026-02-03T04:05:06.789Z"),
                        Map.entry("contactsChecked", 6),
                        Map.entry("staleFound", 5),
                        Map.entry("inCooldown", 1),
                        Map.entry("flagged", 3),
                        Map.entry("backlog", 1),
                        Map.entry("status", "failed"),
                        Map.entry("error", "why"),
                        Map.entry("duration", "PT1M30.5S"),
                        Map.entry("trigger", "manual"),
                        Map.entry("workflowId", "reconcile/acme"),
                        Map.entry("runId", "some-run")));
    }

    @Test
    void one_workspace_is_told_alone() {
        run("acme", 1, 1, 1);
        run("globex", 2, 2, 2);

        var answer = get("/api/sync-health?workspaceId=acme", viewer());

        assertThat(runs(answer)).extracting(run -> run.get("workspaceId")).containsExactly("acme");
        assertThat(answer.<Object>field("summary"))
                .isEqualTo(Map.of("lastRun", "2026-01-01T00:01:00Z", "avgStale", 1, "totalFlagged", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20"})
    void a_workspace_that_was_left_empty_is_all(String workspaceId) {
        run("acme", 1, 1, 1);
        run("globex", 2, 2, 2);

        var answer = get("/api/sync-health?limit=10&workspaceId=" + workspaceId, viewer());

        assertThat(runs(answer)).extracting(run -> run.get("workspaceId")).containsExactly("globex", "acme");
    }

    @Test
    @Tag("E6")
    void a_workspace_that_cannot_be_is_refused_by_name() {
        var answer = get("/api/sync-health?workspaceId=a%00b", viewer());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).containsEntry("field", "workspaceId");
    }

    @Test
    void the_limit_is_what_is_asked_for() {
        for (int minute = 1; minute <= 12; minute++) {
            run("acme", minute, 0, 0);
        }

        assertThat(runs(get("/api/sync-health?limit=1", viewer()))).hasSize(1);
        assertThat(runs(get("/api/sync-health?limit=1000", viewer()))).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "ten", "99999999999", "1.5"})
    void a_limit_out_of_bounds_is_refused_by_name(String limit) {
        var answer = get("/api/sync-health?limit=" + limit, viewer());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.json()).containsEntry("field", "limit");
    }

    @Test
    void without_a_run_the_summary_is_null() {
        assertThat(get("/api/sync-health", viewer()).body()).isEqualTo("{\"runs\":[],\"summary\":null}");
        assertThat(get("/api/sync-health?workspaceId=nobody", viewer()).body())
                .isEqualTo("{\"runs\":[],\"summary\":null}");
    }

    @Test
    @Tag("E5")
    void a_token_that_is_bound_to_a_workspace_sees_no_other() {
        run("acme", 1, 1, 1);
        run("globex", 2, 2, 2);
        var acmeOnly =
                token(claims("viewer").claim("workspaces", List.of("acme")).build());

        assertThat(runs(get("/api/sync-health", acmeOnly)))
                .extracting(run -> run.get("workspaceId"))
                .containsExactly("acme");
        assertThat(get("/api/sync-health?workspaceId=globex", acmeOnly).status())
                .isEqualTo(403);
        assertThat(runs(get(
                        "/api/sync-health",
                        token(claims("viewer").claim("workspaces", List.of()).build()))))
                .isEmpty();
    }

    private void run(String workspaceId, int minute, int stale, int flagged) {
        db.execute(
                "insert into sync_health (workspace_id, run_at, stale_found, flagged) "
                        + "values (?, timestamptz '2026-01-01T00:00:00Z' + ? * interval '1 minute', ?, ?)",
                workspaceId,
                minute,
                stale,
                flagged);
    }

    private static List<Map<String, Object>> runs(Reply answer) {
        return answer.field("runs");
    }
}
