package io.plumbline.worker.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The table that the trials leave behind: a row is written as soon as its trial has ended, passed or not. Rows of trials
 * that are not in this run stay, each with the day of its own.
 */
final class Results {

    private static final Pattern ROW = Pattern.compile("^\\| (\\d[^|]+?) \\|.*");
    private static final Map<String, String> ROWS = new TreeMap<>(
            Comparator.comparing((String trial) -> Integer.valueOf(trial.substring(0, trial.indexOf(' '))))
                    .thenComparing(Comparator.naturalOrder()));

    private Results() {}

    /** @param recoveries how long each took until all was well again; empty where nothing had to recover */
    static void add(String trial, int times, Tally tally, Collection<Duration> recoveries) {
        row(
                trial,
                "%d | %d | %d | %d | %s | "
                        .formatted(
                                times,
                                tally.lost(),
                                tally.duplicated(),
                                tally.stuck(),
                                recoveries.isEmpty() ? "" : seconds(p95(recoveries))));
    }

    /**
     * Of one among several, after which all is counted in a row of its own.
     *
     * @param slowest of the answers that were given meanwhile
     */
    static void add(String trial, Duration recovery, Duration slowest) {
        row(trial, "1 | | | | %s | %s".formatted(seconds(recovery), seconds(slowest)));
    }

    private static synchronized void row(String trial, String columns) {
        ROWS.putAll(kept());
        ROWS.put(trial, "| %s | %s | %s |".formatted(trial, columns, LocalDate.now(ZoneOffset.UTC)));
        write();
    }

    /** The rows that are there, by their trials. */
    private static Map<String, String> kept() {
        try {
            return Files.exists(file())
                    ? Files.readAllLines(file()).stream()
                            .map(ROW::matcher)
                            .filter(Matcher::matches)
                            .collect(Collectors.toMap(row -> row.group(1), Matcher::group))
                    : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file() {
        return Path.of(System.getProperty("plumbline.results"));
    }

    static Duration p95(Collection<Duration> recoveries) {
        var sorted = recoveries.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }

    private static void write() {
        try {
            Files.createDirectories(file().getParent());
            Files.writeString(file(), """
                    # Results of the trials

                    `./mvnw verify -Pproof` writes this: the packaged program, PostgreSQL and Temporal as processes of their own.
                    %d processors, %s %s, JDK %s, seed %d (of the last).

                    | trial | times | lost | duplicated | stuck | recovery (p95) | slowest answer | day |
                    |---|---|---|---|---|---|---|---|
                    %s
                    """.formatted(
                            Runtime.getRuntime().availableProcessors(),
                            System.getProperty("os.name"),
                            System.getProperty("os.arch"),
                            Runtime.version(),
                            Trials.SEED,
                            ROWS.values().stream().collect(Collectors.joining("\n"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
