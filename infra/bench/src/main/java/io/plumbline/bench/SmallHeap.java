package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A full sweep over many workspaces in a small JVM: the worker, and the Temporal server in the same process. */
final class SmallHeap {

    private static final int HEAP_MB = 256;
    private static final int CONTACTS = 10;
    private static final int LONGEST_HISTORY = 5_000;

    private SmallHeap() {}

    /** Runs {@link #main} in a JVM of its own, and makes its last words a row. */
    static List<Row> run(Size size) {
        try {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + HEAP_MB + "m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallHeap.class.getName(),
                            Integer.toString(size.heapWorkspaces()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            var passed = process.waitFor() == 0;
            return List.of(new Row(
                    "4 full sweep over " + size.heapWorkspaces() + " workspaces with -Xmx" + HEAP_MB + "m, in-process",
                    "",
                    passed ? said.substring(said.lastIndexOf('\n') + 1) : "failed",
                    "",
                    "",
                    "passes, histories < " + LONGEST_HISTORY + " events",
                    passed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) {
        var workspaces = Integer.parseInt(arguments[0]);
        try (var stage = Stage.open()) {
            var data = stage.data();
            data.add("heap", workspaces, CONTACTS, 1);
            data.settle();
            try (var engine = new Engine(InProcessTemporal.start(0), stage.activities())) {
                var begun = System.nanoTime();
                var sweep = engine.startSweep();
                Check.that(engine.result(sweep).flagged() == workspaces);
                var seconds = (System.nanoTime() - begun) / 1_000_000_000;
                var peak = megabytes(MemoryPoolMXBean::getPeakUsage);
                System.gc();
                var live = megabytes(MemoryPoolMXBean::getCollectionUsage);
                var longest = engine.longestHistoryOfSweep(sweep.getRunId());
                Check.that(longest < LONGEST_HISTORY);
                System.out.println(seconds + " s; peak heap " + peak + " MB, " + live
                        + " MB of it alive at the end; longest history of the sweep " + longest + " events");
            }
        }
        System.exit(0); // whatever threads are left
    }

    private static long megabytes(Function<MemoryPoolMXBean, MemoryUsage> usage) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> usage.apply(pool).getUsed())
                        .sum()
                >> 20;
    }
}
