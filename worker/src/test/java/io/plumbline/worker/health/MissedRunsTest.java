package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Missed runs are seen in our own tables, whatever the scheduler thinks. The interval is a day here. */
@Tag("A16")
class MissedRunsTest extends ApiTest {

    @Autowired
    private MissedRunsIncident incident;

    @Test
    void a_workspace_whose_last_good_run_is_older_than_two_intervals_is_named() {
        workspace("acme");
        workspace("globex");
        run("acme", "49 hours", "completed");
        run("globex", "47 hours", "completed");

        var health = get("/actuator/health", viewer());

        assertThat(health.status()).isEqualTo(503);
        assertThat(reconcile(health))
                .isEqualTo(Map.of(
                        "status",
                        "DOWN",
                        "details",
                        Map.of("missedRuns", List.of("acme"), "overdue", 1, "workspaces", 2)));
        awaitMetric("plumbline_reconcile_overdue 1.0");
        assertThat(age("acme")).isBetween(49 * 3600.0, 49 * 3600.0 + 60);
        assertThat(age("globex")).isBetween(47 * 3600.0, 47 * 3600.0 + 60);
    }

    @Test
    void nobody_is_named_while_all_runs_are_newer() {
        workspace("acme");
        run("acme", "47 hours", "completed");

        assertThat(reconcile(get("/actuator/health", viewer())))
                .isEqualTo(Map.of("status", "UP", "details", Map.of("overdue", 0, "workspaces", 1)));
        awaitMetric("plumbline_reconcile_workspaces 1.0");
        awaitMetric("plumbline_reconcile_overdue 0.0");
    }

    @Test
    void a_failed_run_does_not_count_as_one() {
        workspace("acme");
        run("acme", "49 hours", "completed");
        run("acme", "1 hour", "failed");

        assertThat(reconcile(get("/actuator/health", viewer()))).containsEntry("status", "DOWN");
        awaitMetric("plumbline_reconcile_overdue 1.0");
        awaitMetric("plumbline_reconcile_failing 1.0");
        assertThat(age("acme")).isGreaterThan(49 * 3600.0 - 1);
    }

    @Test
    void a_workspace_that_never_had_a_run_is_named_when_it_is_old_enough() {
        workspace("acme");
        workspace("globex");
        db.execute("update workspace set created_at = now() - interval '49 hours' where id = 'acme'");

        assertThat(reconcile(get("/actuator/health", viewer())).get("details"))
                .isEqualTo(Map.of("missedRuns", List.of("acme"), "overdue", 1, "workspaces", 2));
    }

    @Test
    void a_workspace_whose_channel_was_configured_late_has_two_intervals_from_then_on() {
        inactiveWorkspace("late");
        workspace("again");
        run("again", "49 hours", "completed");
        db.execute("update workspace set created_at = now() - interval '1 year'");

        db.execute("update workspace set channel_access_token = null where id = 'again'");
        db.execute("update workspace set channel_phone_id = 'phone', channel_access_token = 'token'");
        assertThat(reconcile(get("/actuator/health", viewer())).get("details"))
                .isEqualTo(Map.of("overdue", 0, "workspaces", 2));

        db.execute("update workspace set active_since = active_since - interval '49 hours'");
        assertThat(reconcile(get("/actuator/health", viewer())).get("details"))
                .isEqualTo(Map.of("missedRuns", List.of("late", "again"), "overdue", 2, "workspaces", 2));
    }

    @Test
    void a_workspace_that_never_had_a_run_is_in_the_metric_by_name() {
        workspace("acme");
        db.execute("update workspace set created_at = now() - interval '49 hours'");

        assertThat(age("acme")).isBetween(49 * 3600.0, 49 * 3600.0 + 60);
    }

    @Test
    void a_new_token_of_an_active_workspace_hides_no_missed_run() {
        workspace("acme");
        run("acme", "49 hours", "completed");

        db.execute("update workspace set channel_access_token = 'another'");

        assertThat(reconcile(get("/actuator/health", viewer()))).containsEntry("status", "DOWN");
    }

    @Test
    void a_workspace_that_is_not_active_is_not_missed() {
        inactiveWorkspace("vela");
        db.execute("update workspace set created_at = now() - interval '49 hours'");

        assertThat(reconcile(get("/actuator/health", viewer()))).containsEntry("status", "UP");
    }

    @Test
    @Tag("E5")
    void the_anonymous_learn_no_names() {
        workspace("acme");
        run("acme", "49 hours", "completed");

        var health = send("GET", "/actuator/health", null, null, null);

        assertThat(health.status()).isEqualTo(503);
        assertThat(health.json()).containsEntry("status", "DOWN").doesNotContainKey("components");
        assertThat(health.body()).doesNotContain("acme");
    }

    @Test
    void one_incident_tells_of_all_of_them_and_names_the_worst() {
        empty("incident");
        for (int n = 1; n <= 7; n++) {
            workspace("w" + n);
            run("w" + n, (48 + n) + " hours", "completed");
        }
        workspace("fresh");
        run("fresh", "1 hour", "completed");

        incident.look();
        incident.look();

        assertThat(values("select cause || ': ' || subject from incident"))
                .containsExactly("reconcile: 7 workspaces have missed their runs");
        assertThat(values("select text from incident").get(0).toString())
                .containsSubsequence("- w7: ", "- w6: ", "- w5: ", "- w4: ", "- w3: ", "and 2 more")
                .doesNotContain("fresh", "w2");
        assertThat(values("select good_since is null from incident")).containsExactly(true);

        db.execute("insert into sync_health (workspace_id) select id from workspace");
        incident.look();
        assertThat(values("select good_since is null from incident")).containsExactly(false);
    }

    private void run(String workspaceId, String age, String status) {
        db.execute(
                "insert into sync_health (workspace_id, run_at, status) values (?, now() - cast(? as interval), ?)",
                workspaceId,
                age,
                status);
    }

    private static Map<String, Object> reconcile(Reply health) {
        Map<String, Map<String, Object>> components = health.field("components");
        return components.get("reconcile");
    }

    private void awaitMetric(String line) {
        await().atMost(Duration.ofSeconds(10)).until(() -> metrics().contains(line + "\n"));
    }

    private double age(String workspaceId) {
        var name = "plumbline_reconcile_last_good_run_age_seconds{workspace=\"" + workspaceId + "\"} ";
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> metrics()
                                .lines()
                                .filter(line -> line.startsWith(name))
                                .map(line -> Double.parseDouble(line.substring(name.length())))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private String metrics() {
        return get("/actuator/prometheus", viewer()).body();
    }
}
