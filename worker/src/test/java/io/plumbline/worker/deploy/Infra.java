package io.plumbline.worker.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The files of the folder {@code infra}, wherever the tests run from. */
final class Infra {

    private Infra() {}

    static Path file(String name) {
        var here = Path.of("").toAbsolutePath();
        var root = Files.isDirectory(here.resolve("infra")) ? here : here.getParent();
        return root.resolve("infra").resolve(name);
    }

    static Map<String, Object> yaml(Path file) throws IOException {
        return Tree.of(new Yaml().load(Files.readString(file)));
    }

    /** All YAML files beneath a folder. */
    static List<Path> yamlFiles(String folder) throws IOException {
        try (var files = Files.walk(file(folder))) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList());
        }
    }
}
