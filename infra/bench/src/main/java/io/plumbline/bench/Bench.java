package io.plumbline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The program: measures the rows that are asked for, all by default, and writes their table. */
public final class Bench {

    private static final Path RESULTS = Path.of("infra/bench/RESULTS.md");
    private static final String GROWTH = "growth"; // has a table of its own
    private static final List<String> KNOWN = Stream.concat(
                    Arrays.stream(Part.values()).map(Part::name), Stream.of(GROWTH))
            .toList();
    private static final String USAGE = "usage: infra/bench/run [--quick | --write] [row ...]; rows: " + KNOWN;

    private Bench() {}

    /** @param arguments {@code --quick} or {@code --write}, and names of rows */
    public static void main(String[] arguments) {
        toTheEnd(() -> measure(arguments));
    }

    /** Runs a main method, and ends the process after it whatever threads are left, also when it failed. */
    static void toTheEnd(Runnable main) {
        try {
            main.run();
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private static void measure(String[] arguments) {
        var asked = new ArrayList<>(List.of(arguments));
        var quick = asked.remove("--quick");
        var write = asked.remove("--write");
        if (!KNOWN.containsAll(asked) || (quick && write)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        var wanted = Set.copyOf(asked.isEmpty() ? KNOWN : asked);
        var size = quick ? Size.QUICK : Size.FULL;
        var report = machine(quick) + "\n" + table(Row.HEADER, rows(wanted, size));
        if (wanted.contains(GROWTH)) {
            report += "\n## Growth\n" + table(Growth.HEADER, Growth.run(size));
        }
        System.out.println(report);
        if (write) {
            write("# Results of the last full run\n\n" + (asked.isEmpty() ? "" : "Of these rows alone: " + asked + ". ")
                    + report);
        }
    }

    private static String table(String header, List<String> lines) {
        return lines.isEmpty() ? "" : "\n" + header + String.join("", lines);
    }

    private static void write(String results) {
        try {
            Files.writeString(RESULTS, results);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rows(Set<String> wanted, Size size) {
        return Arrays.stream(Part.values())
                .filter(part -> wanted.contains(part.name()))
                .flatMap(part -> part.measure(size).stream())
                .map(Row::markdown)
                .toList();
    }

    private static String machine(boolean quick) {
        var runtime = Runtime.getRuntime();
        return "%d cores, %s, JDK %s, heap %d MB%s"
                .formatted(
                        runtime.availableProcessors(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        runtime.maxMemory() >> 20,
                        quick ? "; a quick run: it shows that the rows run, not what they cost" : "");
    }
}
