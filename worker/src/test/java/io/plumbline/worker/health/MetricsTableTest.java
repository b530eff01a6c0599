package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is written of metrics, alerts and panels is about metrics that there are. */
@Tag("E4")
class MetricsTableTest extends ApiTest {

    private static final Path INFRA = Path.of("../infra");
    private static final Pattern NAME = Pattern.compile("plumbline_[a-z_]+");
    /** Only there once something happened; their other tests make it happen. */
    private static final Set<String> LATER = Set.of(
            "plumbline_conversation_syncs_total",
            "plumbline_federation_duration_seconds",
            "plumbline_federation_webhooks_total",
            "plumbline_products_duration_seconds");

    private static Set<String> named(Path file) throws IOException {
        return NAME.matcher(Files.readString(file))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> table() throws IOException {
        return Files.readAllLines(INFRA.resolve("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `plumbline_"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> exported() {
        return get("/actuator/prometheus", viewer())
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE plumbline_"))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.endsWith("_seconds_max"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void the_table_of_metrics_has_each_that_is_exported_and_no_other() throws Exception {
        workspace("acme");
        db.execute("insert into sync_health (workspace_id, run_at) values ('acme', now() - interval '1 hour')");
        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));
        var written = table();
        var always = new TreeSet<>(written);
        always.removeAll(LATER);

        assertThat(written).containsAll(LATER);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(exported()).containsAll(always);
            assertThat(written).containsAll(exported());
        });
    }

    @Test
    void alerts_and_panels_ask_for_metrics_of_the_table() throws Exception {
        var written = table();
        assertThat(named(INFRA.resolve("prometheus/rules.yml"))).isNotEmpty().isSubsetOf(written);
        var dashboard = INFRA.resolve("grafana/dashboards/plumbline.json");
        assertThat(JsonMapper.shared()
                        .readTree(dashboard.toFile())
                        .path("panels")
                        .size())
                .isGreaterThan(8);
        assertThat(named(dashboard))
                .isNotEmpty()
                .allMatch(name -> written.contains(name.replaceAll("_(sum|count|max)$", "")), "is in the table");
    }

    /** As GitHub makes the address of a heading. */
    private static Set<String> headings(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_alert_leads_to_a_heading_that_says_what_to_do_and_every_heading_is_of_one() throws Exception {
        var rules = Files.readString(INFRA.resolve("prometheus/rules.yml"));
        var alerts = Pattern.compile("- alert: \\w+").matcher(rules).results().count();
        var runbooks = Pattern.compile("runbook: infra/docs/operations\\.md#(\\S+)")
                .matcher(rules)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(runbooks).hasSize((int) alerts);
        assertThat(Set.copyOf(runbooks)).isEqualTo(headings(INFRA.resolve("docs/operations.md")));
    }
}
