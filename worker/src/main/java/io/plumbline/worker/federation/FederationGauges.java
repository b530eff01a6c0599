package io.plumbline.worker.federation;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.FederationSummary;
import io.plumbline.activities.federation.OrganizationSelection;
import io.plumbline.activities.federation.SyncJobList;
import io.plumbline.worker.metrics.Age;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How fresh the organisations are, and how long their queues (E4). Ages also grow while the tables cannot be read. */
@Component
class FederationGauges {

    private static final Logger log = LoggerFactory.getLogger(FederationGauges.class);
    private static final OrganizationSelection ALL = new OrganizationSelection(null, "", "");

    private final ConnectedOrganizations organizations;
    private final SyncJobList jobs;
    private final InstantSource clock;

    private volatile FederationSummary summary = new FederationSummary(0, 0, 0, 0, 0, null, null);
    private volatile @Nullable Instant oldestDue;

    FederationGauges(
            ConnectedOrganizations organizations, SyncJobList jobs, InstantSource clock, MeterRegistry registry) {
        this.organizations = organizations;
        this.jobs = jobs;
        this.clock = clock;
        registry.gauge("plumbline.federation.organizations", this, it -> it.summary.organizations());
        registry.gauge("plumbline.federation.failing", this, it -> it.summary.failing());
        registry.gauge(
                "plumbline.federation.oldest.good.run.age.seconds",
                this,
                it -> Age.of(it.summary.oldestGood(), clock, Double.NaN));
        registry.gauge("plumbline.federation.queue.running", this, it -> it.summary.running());
        registry.gauge("plumbline.federation.queue.pending", this, it -> it.summary.pending());
        registry.gauge("plumbline.federation.queue.oldest.due.age.seconds", this, it -> Age.of(it.oldestDue, clock, 0));
    }

    @Scheduled(fixedDelayString = "${plumbline.health.refresh:15s}")
    void refresh() {
        try {
            summary = organizations.summary(ALL);
            oldestDue = jobs.oldestDue(clock.instant()).orElse(null);
        } catch (RuntimeException e) {
            log.warn("The gauges of federation keep their last values: {}", e.getMessage());
        }
    }
}
