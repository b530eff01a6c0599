package io.plumbline.worker.failures;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.failures.FailureScope;
import io.plumbline.activities.failures.SyncFailureRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the inbox within its bound (B12), apart from any request. */
@Component
class FailureCleanUp {

    private static final Logger log = LoggerFactory.getLogger(FailureCleanUp.class);

    private final SyncFailureRepository failures;
    private final FailureSettings settings;
    private final Counter dropped;

    FailureCleanUp(SyncFailureRepository failures, FailureSettings settings, MeterRegistry meters) {
        this.failures = failures;
        this.settings = settings;
        this.dropped = meters.counter("plumbline.failures.dropped");
        meters.gauge("plumbline.failures.open", failures, it -> it.countOpen(FailureScope.EVERYTHING));
    }

    @Scheduled(fixedDelayString = "${plumbline.failures.clean-up-every:1m}")
    void cleanUp() {
        try {
            var count = failures.dropBeyond(settings.keepPerWorkspace());
            dropped.increment(count);
            if (count > 0) {
                log.info("dropped {} failures beyond {} of a workspace", count, settings.keepPerWorkspace());
            }
        } catch (RuntimeException e) {
            log.warn("The failure inbox is cleaned up later: {}", e.getMessage());
        }
    }
}
