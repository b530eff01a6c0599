package io.plumbline.worker.deploy;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every setting that there is: ours, and those of the libraries that we stand on. */
final class SettingsMetadata {

    private static final JsonMapper JSON = new JsonMapper();

    private SettingsMetadata() {}

    static Set<Setting> all() throws IOException {
        var found = new TreeSet<Setting>();
        var files = SettingsMetadata.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
        for (var file : Collections.list(files)) {
            found.addAll(in(file));
        }
        return found;
    }

    static Set<String> variables() throws IOException {
        return all().stream().map(Setting::variable).collect(Collectors.toSet());
    }

    private static List<Setting> in(URL file) throws IOException {
        try (var bytes = file.openStream()) {
            var properties = JSON.readTree(new String(bytes.readAllBytes(), StandardCharsets.UTF_8))
                    .path("properties");
            return StreamSupport.stream(properties.spliterator(), false)
                    .map(SettingsMetadata::setting)
                    .toList();
        }
    }

    private static Setting setting(JsonNode property) {
        return new Setting(
                text(property.path("name")),
                text(property.path("type")),
                text(property.path("description")),
                text(property.path("defaultValue")));
    }

    private static String text(JsonNode node) {
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false)
                    .map(SettingsMetadata::text)
                    .collect(Collectors.joining(","));
        }
        return node.isMissingNode() || node.isNull() ? "" : Objects.requireNonNull(node.asString());
    }
}
