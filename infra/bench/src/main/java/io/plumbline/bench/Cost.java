package io.plumbline.bench;

/**
 * What a task took.
 *
 * @param millis by the clock on the wall
 * @param cpuMillis of processor time, in all processes that take part
 */
record Cost(double millis, double cpuMillis) {

    private static final double NANOS_PER_MILLI = 1e6;

    static Cost of(Stage stage, Runnable task) {
        var cpu = stage.processorTime();
        var begun = System.nanoTime();
        task.run();
        var millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
        return new Cost(millis, stage.processorTime().minus(cpu).toNanos() / NANOS_PER_MILLI);
    }

    Cost dividedBy(int pieces) {
        return new Cost(millis / pieces, cpuMillis / pieces);
    }
}
