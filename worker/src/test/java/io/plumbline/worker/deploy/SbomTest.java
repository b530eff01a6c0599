package io.plumbline.worker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/** The program carries a list of what it is made of, in CycloneDX, where scanners and Spring Boot look for it. */
@Tag("E10")
class SbomTest {

    private Map<String, Object> sbom;

    @BeforeEach
    void read() throws IOException {
        try (var file = new ClassPathResource("META-INF/sbom/application.cdx.json").getInputStream()) {
            sbom = Tree.of(JsonMapper.shared().readValue(file, Map.class));
        }
    }

    @Test
    void it_names_what_is_inside_with_the_versions_that_are_on_the_class_path() {
        var temporal = WorkflowClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        var version = temporal.replaceAll(".*temporal-sdk-(.*)\\.jar", "$1");

        assertThat(sbom).containsEntry("bomFormat", "CycloneDX");
        assertThat(packages())
                .contains("pkg:maven/io.temporal/temporal-sdk@" + version + "?type=jar")
                .anyMatch(purl -> purl.startsWith("pkg:maven/io.plumbline/plumbline-activities@"))
                .anyMatch(purl -> purl.startsWith("pkg:maven/org.webjars.npm/htmx.org@"));
    }

    @Test
    void what_only_tests_or_the_build_need_is_not_in_it() {
        assertThat(packages()).noneMatch(purl -> purl.matches(".*(junit|assertj|archunit|error_prone_core).*"));
    }

    @Test
    void nothing_in_it_tells_when_it_was_built() {
        assertThat(Tree.map(sbom, "metadata")).doesNotContainKey("timestamp");
    }

    private List<String> packages() {
        return ((List<?>) sbom.get("components"))
                .stream()
                        .map(component -> (String) Tree.of(component).get("purl"))
                        .toList();
    }
}
