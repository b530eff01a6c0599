package io.plumbline.worker.health;

import io.plumbline.activities.reconcile.Freshness;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Part {@code reconcile} of the health endpoint: down when runs are missed, with the names of the workspaces. */
@Component("reconcileHealthIndicator")
final class MissedRunsHealth extends AbstractHealthIndicator {

    private final MissedRuns missedRuns;
    private final HealthSettings settings;

    MissedRunsHealth(MissedRuns missedRuns, HealthSettings settings) {
        this.missedRuns = missedRuns;
        this.settings = settings;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var summary = missedRuns.summary(null, "");
        if (summary.overdue() == 0) {
            health.up();
        } else {
            health.down()
                    .withDetail(
                            "missedRuns",
                            missedRuns.worst(null, "", 0, settings.namedWorkspaces()).stream()
                                    .filter(Freshness::overdue)
                                    .map(Freshness::workspaceId)
                                    .toList());
        }
        health.withDetail("workspaces", summary.workspaces()).withDetail("overdue", summary.overdue());
    }
}
