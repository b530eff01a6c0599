package io.plumbline.worker.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.plumbline.activities.reconcile.Freshness;
import io.plumbline.activities.reconcile.FreshnessSummary;
import io.plumbline.worker.metrics.Age;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gauges read from our tables. Ages are measured when they are scraped, so that they also grow while the tables cannot be
 * read. Only the worst workspaces are named, so that the number of labels stays bounded.
 */
@Component
class FreshnessGauges {

    private static final Logger log = LoggerFactory.getLogger(FreshnessGauges.class);

    private final MissedRuns missedRuns;
    private final HealthSettings settings;
    private final InstantSource clock;
    private final MultiGauge ages;

    private volatile FreshnessSummary newest = new FreshnessSummary(0, 0, 0, null, 0);

    FreshnessGauges(MissedRuns missedRuns, HealthSettings settings, InstantSource clock, MeterRegistry registry) {
        this.missedRuns = missedRuns;
        this.settings = settings;
        this.clock = clock;
        this.ages = MultiGauge.builder("plumbline.reconcile.last.good.run.age")
                .description("Age of the last good run, or time without one, for the workspaces that wait longest")
                .baseUnit("seconds")
                .register(registry);
        registry.gauge("plumbline.reconcile.workspaces", this, it -> it.newest.workspaces());
        registry.gauge("plumbline.reconcile.overdue", this, it -> it.newest.overdue());
        registry.gauge("plumbline.reconcile.failing", this, it -> it.newest.failing());
        registry.gauge("plumbline.reconcile.backlog", this, it -> it.newest.backlog());
        registry.gauge(
                "plumbline.reconcile.oldest.good.run.age.seconds",
                this,
                it -> Age.of(it.newest.oldestGoodRun(), clock, Double.NaN));
    }

    @Scheduled(fixedDelayString = "${plumbline.health.refresh:15s}")
    void refresh() {
        try {
            newest = missedRuns.summary(null, "");
            ages.register(
                    missedRuns.worst(null, "", 0, settings.namedWorkspaces()).stream()
                            .map(this::row)
                            .toList(),
                    true);
        } catch (RuntimeException e) {
            log.warn("The gauges keep their last values: {}", e.getMessage());
        }
    }

    private Row<?> row(Freshness workspace) {
        return Row.of(
                Tags.of("workspace", workspace.workspaceId()),
                this,
                it -> Age.of(workspace.waitsSince(), clock, Double.NaN));
    }
}
