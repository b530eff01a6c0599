package io.plumbline.activities.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.workflows.reconcile.SweepTotals;
import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Counts what was committed. A retry that finds its work done counts nothing. */
@Component
final class ReconcileMetrics {

    private static final String PREFIX = "plumbline.reconcile.";

    private final MeterRegistry registry;

    ReconcileMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var trigger : Trigger.values()) { // a rate needs its zero from the start
            registry.counter(PREFIX + "runs", "trigger", trigger.name(), "status", "completed");
            registry.counter(PREFIX + "runs", "trigger", trigger.name(), "status", "failed");
        }
        registry.counter(PREFIX + "checked");
        registry.counter(PREFIX + "stale");
        registry.counter(PREFIX + "flagged");
        registry.counter(PREFIX + "failed");
    }

    /** Runs that came through, of one workspace each. */
    void completed(Trigger trigger, SweepTotals found, Duration took) {
        registry.counter(PREFIX + "runs", "trigger", trigger.name(), "status", "completed")
                .increment(found.workspaces());
        registry.counter(PREFIX + "checked").increment((double) found.checked());
        registry.counter(PREFIX + "stale").increment((double) found.stale());
        registry.counter(PREFIX + "flagged").increment((double) found.flagged());
        for (var n = 0; n < found.workspaces(); n++) {
            registry.timer(PREFIX + "duration").record(took.dividedBy(found.workspaces()));
        }
    }

    void failed(Trigger trigger) {
        registry.counter(PREFIX + "runs", "trigger", trigger.name(), "status", "failed")
                .increment();
        registry.counter(PREFIX + "failed").increment();
    }
}
