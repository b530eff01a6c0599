package io.plumbline.worker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.run.TaskQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests fit together, and name only what there is. */
@Tag("E10")
class KubernetesTest {

    private static final String POD = "spec/template/spec/";
    private static final Set<String> QUEUES =
            Set.of(TaskQueues.RECONCILE, TaskQueues.CONVERSATION, TaskQueues.FEDERATION, TaskQueues.PRODUCTS);

    private final Map<String, Object> deployment = base("deployment.yaml");
    private final Map<String, Object> container =
            Tree.list(deployment, POD + "containers").get(0);

    KubernetesTest() throws IOException {}

    private static Map<String, Object> base(String name) throws IOException {
        return Infra.yaml(Infra.file("kubernetes/base/" + name));
    }

    private static Map<String, Object> overlay(String name) throws IOException {
        return Infra.yaml(Infra.file("kubernetes/overlays/" + name));
    }

    @Test
    void every_file_is_a_resource_or_a_list_of_files_that_there_are() throws IOException {
        assertThat(Infra.yamlFiles("kubernetes")).hasSizeGreaterThan(15).allSatisfy(file -> {
            var content = Infra.yaml(file);
            assertThat(content).as(file.toString()).containsKeys("apiVersion", "kind");
            if (Tree.text(content, "kind").equals("Kustomization")) {
                assertThat((List<?>) Tree.at(content, "resources"))
                        .allSatisfy(resource -> assertThat(file.resolveSibling(resource.toString()))
                                .exists());
            } else {
                assertThat(Tree.text(content, "metadata/name")).isEqualTo("plumbline");
                assertThat((List<?>) Tree.at(Infra.yaml(listOf(file)), "resources"))
                        .as("is in the list beside it")
                        .anySatisfy(one ->
                                assertThat(one).isEqualTo(file.getFileName().toString()));
            }
        });
    }

    private static Path listOf(Path file) {
        return file.resolveSibling("kustomization.yaml");
    }

    @Test
    void every_selector_finds_the_pods() throws IOException {
        var labels = Tree.map(deployment, "spec/template/metadata/labels");
        assertThat(List.of(
                        Tree.map(deployment, "spec/selector/matchLabels"),
                        Tree.map(base("service.yaml"), "spec/selector"),
                        Tree.map(base("disruption-budget.yaml"), "spec/selector/matchLabels"),
                        Tree.map(base("network-policy.yaml"), "spec/podSelector/matchLabels"),
                        Tree.map(
                                Tree.list(deployment, POD + "topologySpreadConstraints")
                                        .get(0),
                                "labelSelector/matchLabels")))
                .allSatisfy(selector -> assertThat(labels).containsAllEntriesOf(selector));
    }

    @Test
    void every_port_that_is_named_is_the_containers_and_the_programs() throws IOException {
        var port = Tree.list(container, "ports").get(0);
        assertThat(port.get("containerPort")).isEqualTo(8080);
        assertThat(List.of(
                        Tree.text(container, "startupProbe/httpGet/port"),
                        Tree.text(container, "livenessProbe/httpGet/port"),
                        Tree.text(container, "readinessProbe/httpGet/port"),
                        Tree.text(Tree.list(base("service.yaml"), "spec/ports").get(0), "targetPort"),
                        Tree.text(
                                Tree.list(
                                                Tree.list(base("network-policy.yaml"), "spec/ingress")
                                                        .get(0),
                                                "ports")
                                        .get(0),
                                "port")))
                .containsOnly(Tree.text(port, "name"));
    }

    @Test
    void the_probes_ask_what_the_program_answers() {
        assertThat(Tree.text(container, "livenessProbe/httpGet/path")).isEqualTo("/actuator/health/liveness");
        assertThat(Tree.text(container, "readinessProbe/httpGet/path")).isEqualTo("/actuator/health/readiness");
    }

    @Test
    void every_name_in_the_environment_is_a_setting() throws IOException {
        var names = new TreeSet<String>();
        Tree.list(container, "env").forEach(variable -> names.add(Tree.text(variable, "name")));
        for (var line : Files.readAllLines(Infra.file("kubernetes/base/settings.env"))) {
            names.add(line.split("=")[0]);
        }
        assertThat(SettingsMetadata.variables()).containsAll(names).contains("PLUMBLINE_ROLES");
    }

    @Test
    void what_is_secret_is_only_referred_to_and_the_readme_tells_how_it_is_made() throws IOException {
        var made = Files.readString(Infra.file("kubernetes/README.md"));
        assertThat(Tree.list(container, "env")).hasSize(4).allSatisfy(variable -> {
            var secret = Tree.map(variable, "valueFrom/secretKeyRef");
            assertThat(Pattern.compile("generic " + Tree.text(secret, "name") + "[^#]*?--from-literal="
                                    + Tree.text(secret, "key") + "=")
                            .matcher(made)
                            .find())
                    .as(secret.toString())
                    .isTrue();
        });
        assertThat(Files.readString(Infra.file("kubernetes/base/settings.env")))
                .doesNotContainPattern("PASSWORD|SECRET|TOKEN");
    }

    @Test
    @Tag("E5")
    void tokens_may_be_an_issuers_as_the_readme_says() throws IOException {
        assertThat(Tree.list(container, "env"))
                .filteredOn(variable -> variable.get("name").equals("PLUMBLINE_SECURITY_JWT_SECRET"))
                .singleElement()
                .satisfies(secret -> assertThat(Tree.map(secret, "valueFrom/secretKeyRef"))
                        .as("two sources of keys end the start")
                        .containsEntry("optional", true));
        var said = Pattern.compile("(?m)^    (PLUMBLINE_\\w+)=")
                .matcher(Files.readString(Infra.file("kubernetes/README.md")))
                .results()
                .map(setting -> setting.group(1))
                .toList();
        assertThat(said).contains("PLUMBLINE_SECURITY_JWT_ISSUERURI");
        assertThat(SettingsMetadata.variables()).containsAll(said);
    }

    @Test
    void the_settings_that_the_pod_refers_to_are_generated() throws IOException {
        var generated =
                Tree.list(base("kustomization.yaml"), "configMapGenerator").get(0);
        assertThat(Tree.text(Tree.list(container, "envFrom").get(0), "configMapRef/name"))
                .isEqualTo(generated.get("name"));
        assertThat((List<?>) generated.get("envs"))
                .allSatisfy(file -> assertThat(Infra.file("kubernetes/base").resolve(file.toString()))
                        .exists());
    }

    @Test
    void the_pod_is_nobody_and_can_write_only_where_something_is_mounted() throws IOException {
        assertThat(Tree.map(deployment, POD + "securityContext")).containsEntry("runAsNonRoot", true);
        assertThat(Tree.map(container, "securityContext"))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        assertThat(names(Tree.list(container, "volumeMounts")))
                .isEqualTo(names(Tree.list(deployment, POD + "volumes")));
        assertThat(Tree.text(deployment, POD + "serviceAccountName"))
                .isEqualTo(Tree.text(base("service-account.yaml"), "metadata/name"));
        assertThat(Tree.map(container, "resources")).containsKeys("requests", "limits");
    }

    private static Set<String> names(List<Map<String, Object>> named) {
        return named.stream().map(one -> Tree.text(one, "name")).collect(Collectors.toSet());
    }

    @Test
    void a_pod_has_the_time_to_finish_what_it_has_begun() throws IOException {
        var pause = (Integer) Tree.at(container, "lifecycle/preStop/sleep/seconds");
        var toFinish = setting("PLUMBLINE_TEMPORAL_FINISHWITHIN"); // seconds
        var ofRequests = 30; // Spring's
        assertThat((Integer) Tree.at(deployment, POD + "terminationGracePeriodSeconds"))
                .isGreaterThanOrEqualTo(pause + toFinish + ofRequests);
    }

    @Test
    void where_one_worker_does_all_it_grows_by_every_queue() throws IOException {
        assertThat(queues(overlay("one-for-all/autoscaler.yaml"))).isEqualTo(QUEUES);
    }

    @ParameterizedTest
    @EnumSource
    void every_role_has_a_deployment_of_its_own_that_grows_by_its_own_queue(Role role) throws IOException {
        var list = overlay("by-role/" + role + "/kustomization.yaml");
        assertThat(Tree.text(list, "nameSuffix")).isEqualTo("-" + role);
        assertThat(Tree.list(list, "configMapGenerator").get(0))
                .containsEntry("behavior", "merge")
                .containsEntry("literals", List.of("PLUMBLINE_ROLES=" + role));
        assertThat(Tree.list(list, "labels").get(0))
                .containsEntry("pairs", Map.of("app.kubernetes.io/component", role.name()))
                .containsEntry("includeSelectors", true);
        assertThat(queues(overlay("by-role/" + role + "/autoscaler.yaml")))
                .isEqualTo(role == Role.api ? Set.of() : Set.of(role.name()));
        assertThat(QUEUES).containsAll(role == Role.api ? Set.of() : Set.of(role.name()));
    }

    @Test
    void no_role_is_left_out() throws IOException {
        assertThat(Tree.at(overlay("by-role/kustomization.yaml"), "resources"))
                .isEqualTo(Arrays.stream(Role.values()).map(Role::name).toList());
    }

    /** Whether the server has it is seen by {@code WorkersTrial}. */
    @Test
    void the_autoscalers_ask_for_what_the_adapters_rule_gives() throws IOException {
        var rule = Tree.list(ruleOfTheAdapter(), "externalRules").get(0);
        assertThat(rule)
                .containsEntry("seriesQuery", Backlog.METRIC + "{" + Backlog.LABEL + "!=\"\"}")
                .containsEntry(
                        "metricsQuery", "sum(" + Backlog.METRIC + "{<<.LabelMatchers>>}) by (" + Backlog.LABEL + ")");
        assertThat(Infra.yamlFiles("kubernetes/overlays"))
                .filteredOn(file -> file.endsWith("autoscaler.yaml"))
                .hasSize(Role.values().length + 1)
                .flatExtracting(file -> Tree.list(Infra.yaml(file), "spec/metrics"))
                .filteredOn(metric -> metric.get("type").equals("External"))
                .isNotEmpty()
                .allSatisfy(metric -> {
                    assertThat(Tree.text(metric, "external/metric/name")).isEqualTo(Backlog.METRIC);
                    assertThat(Tree.map(metric, "external/metric/selector/matchLabels"))
                            .containsOnlyKeys(Backlog.LABEL);
                });
    }

    private static Map<String, Object> ruleOfTheAdapter() throws IOException {
        var readme = Files.readString(Infra.file("kubernetes/README.md"));
        var block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(readme);
        assertThat(block.find()).isTrue();
        return Tree.of(new Yaml().load(block.group(1)));
    }

    @Test
    void postgresql_has_a_connection_for_every_one_that_all_pods_can_take() throws IOException {
        var each =
                setting("SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE") + setting("PLUMBLINE_ANSWERS_DATABASECONNECTIONS");
        var together = podsOf("one-for-all") * each;
        var byRole = 0;
        for (var role : Role.values()) {
            byRole += podsOf("by-role/" + role) * each;
        }
        assertThat(together).as("of max_connections=100, three are kept").isLessThanOrEqualTo(100 - 3);
        assertThat(Files.readString(Infra.file("kubernetes/README.md")))
                .contains(
                        "takes up to " + each + " connections",
                        "`one-for-all` comes to " + together + " ",
                        "`by-role` to " + byRole + ",");
    }

    /** While a new version rolls out, there is one more. */
    private int podsOf(String overlay) throws IOException {
        return (Integer) Tree.at(overlay(overlay + "/autoscaler.yaml"), "spec/maxReplicas")
                + (Integer) Tree.at(deployment, "spec/strategy/rollingUpdate/maxSurge");
    }

    private static int setting(String name) throws IOException {
        return Files.readAllLines(Infra.file("kubernetes/base/settings.env")).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not set"));
    }

    private Set<String> queues(Map<String, Object> autoscaler) {
        assertThat(Tree.map(autoscaler, "spec/scaleTargetRef"))
                .containsEntry("kind", "Deployment")
                .containsEntry("name", Tree.text(deployment, "metadata/name"));
        return Tree.list(autoscaler, "spec/metrics").stream()
                .filter(metric -> metric.get("type").equals("External"))
                .map(metric -> Tree.text(metric, "external/metric/selector/matchLabels/taskqueue"))
                .collect(Collectors.toSet());
    }
}
