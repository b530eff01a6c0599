package io.plumbline.activities.federation;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.workflows.federation.SyncStats;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Counts syncs of organisations and what they changed (E4). */
@Component
final class FederationMetrics {

    private static final String SYNCS = "plumbline.federation.syncs";
    private static final String MEMBERS = "plumbline.federation.members";
    private static final String CONFLICTS = "plumbline.federation.conflicts";
    private static final String DURATION = "plumbline.federation.duration";

    private final MeterRegistry registry;

    FederationMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var outcome : List.of("completed", "retried", "failed")) { // a rate needs its zero from the start
            registry.counter(SYNCS, "outcome", outcome);
        }
        for (var change : List.of("created", "updated", "deactivated")) {
            registry.counter(MEMBERS, "change", change);
        }
        registry.counter(CONFLICTS);
    }

    /** @param took from the begin of the fetch */
    void completed(SyncStats stats, Duration took) {
        count("completed");
        registry.counter(MEMBERS, "change", "created").increment(stats.created());
        registry.counter(MEMBERS, "change", "updated").increment(stats.updated());
        registry.counter(MEMBERS, "change", "deactivated").increment(stats.deactivated());
        registry.counter(CONFLICTS).increment(stats.conflictsDetected());
        registry.timer(DURATION).record(took);
    }

    /** @param again whether it is tried again */
    void failed(boolean again) {
        count(again ? "retried" : "failed");
    }

    private void count(String outcome) {
        registry.counter(SYNCS, "outcome", outcome).increment();
    }
}
