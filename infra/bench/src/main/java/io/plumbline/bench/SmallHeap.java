package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Function;

/** A full sweep over many workspaces in a small JVM: the worker, and the Temporal server in the same process. */
final class SmallHeap {

    private static final int HEAP_MB = 256;
    private static final int CONTACTS = 10;
    private static final int LONGEST_HISTORY = 5_000;

    private SmallHeap() {}

    static List<Row> run(Size size) {
        return SmallJvm.rows(SmallHeap.class, HEAP_MB, Integer.toString(size.heapWorkspaces()));
    }

    public static void main(String[] arguments) {
        Bench.toTheEnd(() -> measure(Integer.parseInt(arguments[0])));
    }

    private static void measure(int workspaces) {
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
                SmallJvm.say(new Row(
                        "4 full sweep over " + workspaces + " workspaces with -Xmx" + HEAP_MB + "m, in-process",
                        "",
                        seconds + " s; peak heap " + peak + " MB, " + live
                                + " MB of it alive at the end; longest history of the sweep " + longest + " events",
                        "",
                        "",
                        "passes, histories < " + LONGEST_HISTORY + " events",
                        true));
            }
        }
    }

    private static long megabytes(Function<MemoryPoolMXBean, MemoryUsage> usage) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> usage.apply(pool).getUsed())
                        .sum()
                >> 20;
    }
}
