package io.plumbline.worker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
                    assertThat(source).matches("\\.\\./(prometheus/rules.yml|grafana)");
                } else {
                    assertThat(volumes).contains(source);
                }
            });
        });
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
