package io.plumbline.activities.products;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.workflows.products.ProductRunOutcome;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Counts what was committed. A retry that finds its work done counts nothing. */
@Component
final class ProductMetrics {

    private static final String RUNS = "plumbline.products.runs";
    private static final String ITEMS = "plumbline.products.items";
    private static final String DURATION = "plumbline.products.duration";

    private final MeterRegistry registry;

    ProductMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var outcome : new String[] {"completed", "failed"}) { // a rate needs its zero from the start
            registry.counter(RUNS, "outcome", outcome);
        }
        for (var kind : new String[] {"created", "updated", "unchanged", "deleted"}) {
            registry.counter(ITEMS, "kind", kind);
        }
    }

    void completed(ProductRunOutcome outcome, Duration took) {
        registry.counter(RUNS, "outcome", "completed").increment();
        registry.counter(ITEMS, "kind", "created").increment(outcome.created());
        registry.counter(ITEMS, "kind", "updated").increment(outcome.updated());
        registry.counter(ITEMS, "kind", "unchanged").increment(outcome.unchanged());
        registry.counter(ITEMS, "kind", "deleted").increment(outcome.deleted());
        registry.timer(DURATION).record(took);
    }

    void failed() {
        registry.counter(RUNS, "outcome", "failed").increment();
    }
}
