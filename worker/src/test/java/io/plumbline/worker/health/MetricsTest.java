package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Prometheus reads. */
@Tag("E4")
class MetricsTest extends ApiTest {

    @Test
    void a_run_counts_in_every_metric_of_reconcile() {
        workspace("acme");
        flag(contact("acme", "9 hours"), "2 hours");
        for (int hours = 2; hours <= 61; hours++) {
            contact("acme", hours + " hours");
        }
        var before = new Counted();

        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));

        var after = new Counted();
        assertThat(after.runs - before.runs).isEqualTo(1);
        assertThat(after.durations - before.durations).isEqualTo(1);
        assertThat(after.checked - before.checked).isEqualTo(61);
        assertThat(after.stale - before.stale).isEqualTo(61);
        assertThat(after.flagged - before.flagged).isEqualTo(50);
        assertThat(after.failed).isEqualTo(before.failed);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(value("plumbline_reconcile_backlog")).isEqualTo(10));
    }

    @Test
    void a_failed_run_counts_as_failed_alone() {
        workspace("acme");
        contact("acme", "3 hours");
        db.execute("alter table contact_note add constraint planted check (content not like '%3 hours')");
        try {
            var before = new Counted();

            awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));

            var after = new Counted();
            assertThat(after.failed - before.failed).isEqualTo(1);
            assertThat(value("plumbline_reconcile_runs_total{status=\"failed\",trigger=\"manual\"}"))
                    .isPositive();
            assertThat(after.runs).isEqualTo(before.runs);
            assertThat(after.flagged).isEqualTo(before.flagged);
        } finally {
            db.execute("alter table contact_note drop constraint planted");
        }
    }

    @Test
    void a_badly_signed_webhook_counts() {
        var metric = "plumbline_conversation_webhooks_total{outcome=\"bad_signature\"}";
        var before = value(metric);

        send("POST", "/webhooks/messages/acme", null, null, "{}");

        assertThat(value(metric)).isEqualTo(before + 1);
    }

    @Test
    void the_sdk_tells_of_itself() {
        workspace("acme");
        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));

        await().atMost(Duration.ofSeconds(30)) // it reports every ten seconds
                .untilAsserted(() -> assertThat(metrics())
                        .contains(
                                "\ntemporal_workflow_completed",
                                "\ntemporal_activity_execution_latency",
                                "\ntemporal_worker_task_slots_available",
                                "\ntemporal_request"));
    }

    @Test
    void ages_are_told_of_the_worst_workspaces_only_so_that_labels_stay_few() {
        db.execute("insert into workspace (id, channel_phone_id, channel_access_token) "
                + "select 'w' || n, 'phone', 'token' from generate_series(1, 30) n");
        db.execute("insert into sync_health (workspace_id, run_at) "
                + "select 'w' || n, now() - n * interval '1 hour' from generate_series(1, 30) n");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(metrics()
                                .lines()
                                .filter(line -> line.startsWith("plumbline_reconcile_last_good_run_age_seconds{"))
                                .map(line -> line.replaceAll(".*workspace=\"(w[0-9]+)\".*", "$1")))
                        .hasSize(20)
                        .contains("w30", "w11")
                        .doesNotContain("w10", "w1"));
    }

    @Test
    void what_never_succeeded_is_as_old_as_it_is_there_and_what_is_not_there_has_no_age() {
        var federation = "plumbline_federation_oldest_good_run_age_seconds";
        var products = "plumbline_products_last_good_run_age_seconds";
        empty("sync_session");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(List.of(
                                value(federation),
                                value(products),
                                value("plumbline_reconcile_oldest_good_run_age_seconds")))
                        .containsOnly(Double.NaN));

        organization("north", "lions");
        organization("north", "tigers");
        db.execute("update connected_organization set last_success_at = now() where organization_id = 'tigers'");
        db.execute("update organization set created_at = now() - interval '3 days'");
        db.execute("update connector set created_at = now() - interval '2 days'");
        db.execute("insert into sync_session (sync_type, status, sync_mode, started_at, completed_at) values "
                + "('products', 'failed', 'auto', now() - interval '5 hours', now() - interval '4 hours')");

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(value(federation)).isBetween(172_800.0, 172_900.0);
            assertThat(value(products)).isBetween(18_000.0, 18_100.0);
        });
    }

    @Test
    @Tag("E5")
    void nobody_reads_them_without_a_token() {
        assertThat(send("GET", "/actuator/prometheus", null, null, null).status())
                .isEqualTo(401);
        assertThat(get("/actuator/prometheus", viewer()).status()).isEqualTo(200);
    }

    /** The counters at one moment. */
    private final class Counted {

        final double runs = value("plumbline_reconcile_runs_total{status=\"completed\",trigger=\"manual\"}");
        final double durations = value("plumbline_reconcile_duration_seconds_count");
        final double checked = value("plumbline_reconcile_checked_total");
        final double stale = value("plumbline_reconcile_stale_total");
        final double flagged = value("plumbline_reconcile_flagged_total");
        final double failed = value("plumbline_reconcile_failed_total");
    }

    private double value(String metric) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private String metrics() {
        return get("/actuator/prometheus", viewer()).body();
    }
}
