package io.plumbline.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM, of the same Java as this one. What it says as errors is said here. */
final class Jvm {

    private Jvm() {}

    static ProcessBuilder with(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** A class of the benchmarks. */
    static ProcessBuilder of(Class<?> main, List<String> options, String... arguments) {
        var all = new ArrayList<>(options);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        all.addAll(List.of(arguments));
        return with(all);
    }
}
