package io.plumbline.worker.products;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.products.SyncControlRepository;
import io.plumbline.activities.products.SyncSessionRepository;
import io.plumbline.worker.metrics.Age;
import io.plumbline.workflows.products.SyncState;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Gauges read from our tables. The age is measured when it is scraped, so that it also grows while they cannot be read. */
@Component
class ProductGauges {

    private static final Logger log = LoggerFactory.getLogger(ProductGauges.class);

    private final SyncSessionRepository sessions;
    private final SyncControlRepository control;

    private volatile @Nullable Instant lastGoodRun;
    private volatile @Nullable SyncState state;
    private volatile int products;

    ProductGauges(
            SyncSessionRepository sessions,
            SyncControlRepository control,
            InstantSource clock,
            MeterRegistry registry) {
        this.sessions = sessions;
        this.control = control;
        registry.gauge(
                "plumbline.products.last.good.run.age.seconds", this, it -> Age.of(it.lastGoodRun, clock, Double.NaN));
        registry.gauge("plumbline.products.scheduled", this, it -> it.state != null && it.state.running() ? 1 : 0);
        registry.gauge(
                "plumbline.products.paused",
                this,
                it -> it.state != null && it.state.pausedAt(clock.instant()) ? 1 : 0);
        registry.gauge("plumbline.products.live", this, it -> it.products);
    }

    @Scheduled(fixedDelayString = "${plumbline.health.refresh:15s}")
    void refresh() {
        try {
            lastGoodRun = sessions.lastGoodRun().orElse(null);
            state = control.state();
            products = sessions.products();
        } catch (RuntimeException e) {
            log.warn("The gauges of products keep their last values: {}", e.getMessage());
        }
    }
}
