package io.plumbline.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the machine, which may be missing. */
final class Programs {

    private static final String DEBIAN = "/usr/lib/postgresql/%d/bin"; // not on the PATH
    private static final int NEWEST = 30;

    private Programs() {}

    static Optional<Path> find(String name) {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                        Stream.iterate(NEWEST, version -> version - 1)
                                .limit(NEWEST)
                                .map(DEBIAN::formatted))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
