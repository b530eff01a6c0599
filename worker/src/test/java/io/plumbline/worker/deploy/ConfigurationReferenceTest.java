package io.plumbline.worker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is written of the settings is what they are. */
@Tag("E10")
class ConfigurationReferenceTest {

    @Test
    void the_page_of_the_settings_says_what_the_code_says() throws IOException {
        var page = Infra.file("docs/configuration.md");
        var now = ConfigurationReference.of(SettingsMetadata.all());
        if (Boolean.getBoolean("plumbline.write-docs")) {
            Files.writeString(page, now);
        }
        assertThat(page).as("write it anew, as its first lines say").hasContent(now);
    }

    @Test
    void every_setting_of_ours_is_described() throws IOException {
        assertThat(SettingsMetadata.all())
                .filteredOn(Setting::ours)
                .hasSizeGreaterThan(60)
                .allSatisfy(setting ->
                        assertThat(setting.description()).as(setting.name()).isNotBlank());
    }

    /** What has settings within is none: the build knows them only where it is told that they are nested. */
    @Test
    void every_setting_of_ours_is_a_value_and_its_words_are_its_own() throws IOException {
        assertThat(SettingsMetadata.all()).filteredOn(Setting::ours).allSatisfy(setting -> {
            assertThat(setting.type()).as(setting.name()).doesNotEndWith("Settings");
            assertThat(setting.description()).as(setting.name()).doesNotContainPattern("^[A-Z]");
        });
    }

    @Test
    void every_setting_that_the_code_reads_by_its_name_is_described() throws IOException {
        var described = SettingsMetadata.all().stream().map(Setting::name).collect(Collectors.toSet());
        assertThat(described).containsAll(readBy("worker")).containsAll(readBy("activities"));
    }

    private static Set<String> readBy(String module) throws IOException {
        var read = Pattern.compile("(?:\\$\\{|Property\\(\"|port\\(environment, \")(plumbline\\.[a-z.-]+)");
        var names = new TreeSet<String>();
        try (var files = Files.walk(Infra.file("../" + module + "/src/main/java"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                read.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
            }
        }
        names.removeIf(name -> name.startsWith("plumbline.embedded.")); // set by ourselves
        return names;
    }
}
