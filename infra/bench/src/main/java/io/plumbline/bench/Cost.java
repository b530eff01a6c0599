package io.plumbline.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a task took.
 *
 * @param millis by the clock on the wall
 * @param cpuMillis of processor time, in all processes that take part
 * @param compilingMillis of it what this JVM has spent on compiling its code
 */
record Cost(double millis, double cpuMillis, double compilingMillis) {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double SOME = 0.1;
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    static Cost of(Stage stage, Runnable task) {
        var cpu = stage.processorTime();
        var compiling = COMPILER.getTotalCompilationTime();
        var begun = System.nanoTime();
        task.run();
        var millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
        return new Cost(
                millis,
                stage.processorTime().minus(cpu).toNanos() / NANOS_PER_MILLI,
                COMPILER.getTotalCompilationTime() - compiling);
    }

    Cost dividedBy(int pieces) {
        return new Cost(millis / pieces, cpuMillis / pieces, compilingMillis / pieces);
    }

    /** Whether more than some of the time went into that, which a program that runs for days does not see. */
    boolean isStillCompiling() {
        return compilingMillis > SOME * cpuMillis;
    }
}
