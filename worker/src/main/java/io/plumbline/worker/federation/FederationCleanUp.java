package io.plumbline.worker.federation;

import io.plumbline.activities.federation.FederationRetention;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Drops jobs and syncs that are older than they need be kept (E9). */
@Component
@OnRole(Role.federation)
class FederationCleanUp {

    private static final Logger log = LoggerFactory.getLogger(FederationCleanUp.class);

    private final FederationRetention retention;
    private final FederationKeepSettings settings;
    private final InstantSource clock;

    FederationCleanUp(FederationRetention retention, FederationKeepSettings settings, InstantSource clock) {
        this.retention = retention;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${plumbline.federation.clean-up-every:1m}")
    void cleanUp() {
        try {
            var now = clock.instant();
            var jobs = retention.dropJobs(now.minus(settings.keepJobs()));
            var syncs = retention.dropHistory(now.minus(settings.keepHistory()));
            if (jobs + syncs > 0) {
                log.info("dropped {} jobs and {} syncs that were old enough", jobs, syncs);
            }
        } catch (RuntimeException e) {
            log.warn("The history of federation is cleaned up later: {}", e.getMessage());
        }
    }
}
