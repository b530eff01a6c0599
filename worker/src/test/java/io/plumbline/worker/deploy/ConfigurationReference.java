package io.plumbline.worker.deploy;

import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The page {@code infra/docs/configuration.md}, made from what the build says of the settings. */
final class ConfigurationReference {

    private static final String HEAD = """
            # Configuration

            Every setting of Plumbline, made from its code. `./mvnw -pl worker -am test -Dtest=ConfigurationReferenceTest
            -Dsurefire.failIfNoSpecifiedTests=false -Dplumbline.write-docs=true` writes this page. A setting may be given in a file
            `application.yml` beside the program, as `--name=value`, or in the environment by its second name. Lengths of time
            are written like `90s`, `5m`, `24h`, `30d`. A value that makes no sense ends the start with a sentence that names it.

            The database is `spring.datasource.url`, `.username` and `.password`; Temporal is `spring.temporal.connection.target` and
            `spring.temporal.namespace`; mail is `spring.mail.*`; the port of HTTP is `server.port`. They and all others of
            [Spring Boot](https://docs.spring.io/spring-boot/appendix/application-properties/) are as described there.
            """;

    private ConfigurationReference() {}

    static String of(Collection<Setting> settings) {
        var features = settings.stream()
                .filter(Setting::ours)
                .collect(Collectors.groupingBy(Setting::feature, TreeMap::new, Collectors.toCollection(TreeSet::new)));
        return HEAD
                + features.entrySet().stream()
                        .map(feature -> section(feature.getKey(), feature.getValue()))
                        .collect(Collectors.joining());
    }

    private static String section(String feature, Collection<Setting> settings) {
        return "\n## " + feature
                + "\n\n| setting | in the environment | is | default | means |\n|---|---|---|---|---|\n"
                + settings.stream().map(ConfigurationReference::row).collect(Collectors.joining());
    }

    private static String row(Setting setting) {
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        setting.name(),
                        setting.variable(),
                        kind(setting.type()),
                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                        words(setting.description()));
    }

    private static String kind(String type) {
        return switch (type.replaceAll("<.*", "").replaceAll(".*\\.", "")) {
            case "Duration" -> "time";
            case "DataSize" -> "size";
            case "Integer", "Double" -> "number";
            case "Boolean" -> "yes or no";
            case "List" -> "list";
            case "Path" -> "folder";
            case "URI" -> "address";
            default -> "text";
        };
    }

    private static String words(String description) {
        return description
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|");
    }
}
