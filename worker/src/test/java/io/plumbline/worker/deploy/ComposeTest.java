package io.plumbline.worker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The file for Docker Compose names only what there is, and keeps no secret. */
@Tag("E10")
class ComposeTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final Pattern ASKED_FOR = Pattern.compile("\\$\\{[A-Z_]+:\\?.*}");

    private final Map<String, Object> compose = Infra.yaml(Infra.file("compose/compose.yaml"));
    private final Map<String, Object> services = Tree.map(compose, "services");

    ComposeTest() throws IOException {}

    @Test
    void all_that_a_team_looks_at_is_there_from_pinned_images() {
        assertThat(services)
                .containsOnlyKeys("postgres", "temporal", "temporal-ui", "worker", "prometheus", "grafana")
                .allSatisfy((name, service) -> {
                    if (!name.equals("worker")) {
                        assertThat(Tree.text(Tree.of(service), "image"))
                                .matches("[a-z/-]+:v?\\d.*")
                                .doesNotEndWith("latest");
                    }
                });
    }

    @Test
    void what_the_worker_is_told_are_settings_that_it_has() throws IOException {
        assertThat(Tree.map(compose, "services/worker/environment").keySet()).isSubsetOf(SettingsMetadata.variables());
    }

    @Test
    void every_secret_comes_from_outside_and_is_asked_for_when_it_is_missing() {
        services.values().stream()
                .map(Tree::of)
                .filter(service -> service.containsKey("environment"))
                .flatMap(service -> Tree.map(service, "environment").entrySet().stream())
                .filter(setting -> setting.getKey().matches(".*(PASSWORD|PWD|SECRET|SECRETSKEY|TOKEN)"))
                .forEach(setting -> assertThat(setting.getValue().toString())
                        .as(setting.getKey())
                        .matches(ASKED_FOR));
    }

    @Test
    void the_example_of_the_environment_has_each_variable_and_no_secret() throws IOException {
        var used = VARIABLE.matcher(Files.readString(Infra.file("compose/compose.yaml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        var example = Files.readAllLines(Infra.file("compose/.env.example")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        assertThat(example).containsOnlyKeys(used);
        assertThat(List.of("POSTGRES_PASSWORD", "JWT_SECRET", "SECRETS_KEY", "GRAFANA_PASSWORD"))
                .allSatisfy(secret -> assertThat(example).containsEntry(secret, ""));
    }

    @Test
    void each_part_waits_for_parts_that_there_are_and_that_tell_of_their_health() {
        services.forEach((name, service) -> {
            var parts = Tree.of(service).get("depends_on");
            if (parts instanceof List<?> started) {
                assertThat(services.keySet()).as(name).containsAll(Tree.texts(started));
            }
            if (parts instanceof Map<?, ?> healthy) {
                assertThat(healthy.keySet())
                        .as(name + " waits for")
                        .allSatisfy(part ->
                                assertThat(Tree.map(services, (String) part)).containsKey("healthcheck"));
            }
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void what_is_mounted_is_a_volume_or_a_file_of_the_repository() {
        var volumes = Tree.map(compose, "volumes").keySet();
        services.forEach((name, service) -> {
            var mounts = (List<String>) Tree.of(service).getOrDefault("volumes", List.of());
            assertThat(mounts).as(name).allSatisfy(mount -> {
                var source = mount.split(":")[0];
                if (source.startsWith("./")) {
                    assertThat(Infra.file("compose").resolve(source)).exists();
                } else if (source.startsWith("../")) {
                    assertThat(source).matches("\\.\\./(prometheus/rules.yml|grafana/(provisioning|dashboards))");
                    assertThat(Infra.file("compose").resolve(source)).exists();
                } else {
                    assertThat(volumes).contains(source);
                }
            });
        });
    }

    @Test
    @Tag("E4")
    void grafana_has_the_dashboards_and_the_source_of_data_that_they_ask_for() throws IOException {
        var provisioning = mountedInGrafana("/etc/grafana/provisioning");
        var source = Tree.list(Infra.yaml(provisioning.resolve("datasources/plumbline.yml")), "datasources")
                .get(0);
        var provider = Tree.list(Infra.yaml(provisioning.resolve("dashboards/plumbline.yml")), "providers")
                .get(0);

        var dashboard = mountedInGrafana(Tree.text(provider, "options/path")).resolve("plumbline.json");
        assertThat(JsonMapper.shared().readTree(dashboard.toFile()).path("panels"))
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(panel.at("/datasource/uid").asString())
                        .as(panel.path("title").asString())
                        .isEqualTo(source.get("uid")));
        assertThat(services).containsKey(URI.create(Tree.text(source, "url")).getHost());
    }

    private Path mountedInGrafana(String place) {
        return ((List<?>) Tree.at(compose, "services/grafana/volumes"))
                .stream()
                        .map(mount -> mount.toString().split(":"))
                        .filter(mount -> mount[1].equals(place))
                        .map(mount -> Infra.file("compose").resolve(mount[0]))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nothing is mounted at " + place));
    }

    @Test
    void the_worker_cannot_change_its_image_and_only_its_own_port_is_open_to_others() {
        var worker = Tree.map(compose, "services/worker");
        assertThat(worker).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL"));
        services.forEach((name, service) -> {
            if (!name.equals("worker") && Tree.of(service).get("ports") instanceof List<?> ports) {
                assertThat(ports)
                        .as(name)
                        .allSatisfy(port -> assertThat((String) port).startsWith("127.0.0.1:"));
            }
        });
    }
}
