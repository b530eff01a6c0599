package io.plumbline.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a task took.
 *
 * @param millis by the clock on the wall
 * @param cpuMillis of processor time: in this process, in PostgreSQL, and in the Temporal server where that is another one
 */
record Cost(double millis, double cpuMillis) {

    private static final double NANOS_PER_MILLI = 1e6;

    static Cost of(Runnable reset, Runnable task) {
        reset.run();
        var cpu = cpuMillisSoFar();
        var begun = System.nanoTime();
        task.run();
        var millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
        return new Cost(millis, cpuMillisSoFar() - cpu);
    }

    private static double cpuMillisSoFar() {
        var here =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
        var children = ProcessHandle.current()
                .descendants()
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toNanos)
                .sum();
        return (here + children) / NANOS_PER_MILLI;
    }
}
