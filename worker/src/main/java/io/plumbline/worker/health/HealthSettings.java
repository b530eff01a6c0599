package io.plumbline.worker.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How we watch ourselves.
 *
 * @param refresh how often the gauges are read from the tables
 * @param namedWorkspaces how many workspaces, the worst first, are named by metrics and by the health endpoint
 */
@ConfigurationProperties("plumbline.health")
record HealthSettings(
        @DefaultValue("15s") Duration refresh,
        @DefaultValue("20") int namedWorkspaces) {

    HealthSettings {
        if (refresh.toMillis() < 1) {
            throw new IllegalArgumentException("plumbline.health.refresh must be longer than zero; it is " + refresh);
        }
        if (namedWorkspaces < 0 || namedWorkspaces > 1_000) {
            throw new IllegalArgumentException(
                    "plumbline.health.named-workspaces must be from 0 to 1000; it is " + namedWorkspaces);
        }
    }
}
