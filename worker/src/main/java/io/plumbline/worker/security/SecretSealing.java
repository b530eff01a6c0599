package io.plumbline.worker.security;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.secrets.SecretSealer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Has secrets sealed soon after somebody has written them, and says and counts which cannot be read. */
@Component
class SecretSealing {

    private static final Logger log = LoggerFactory.getLogger(SecretSealing.class);

    private final SecretSealer sealer;
    private volatile List<String> unreadable = List.of();

    SecretSealing(SecretSealer sealer, MeterRegistry registry) {
        this.sealer = sealer;
        registry.gauge("plumbline.secrets.unreadable", this, it -> it.unreadable.size());
    }

    @Scheduled(fixedDelayString = "${plumbline.security.seal-every:10s}")
    void seal() {
        try {
            var outcome = sealer.seal();
            if (outcome.sealed() > 0) {
                log.info("sealed {} secrets", outcome.sealed());
            }
            var known = unreadable;
            outcome.unreadable().stream().filter(one -> !known.contains(one)).forEach(log::error);
            unreadable = outcome.unreadable();
        } catch (RuntimeException e) {
            log.warn("Secrets are sealed later: {}", e.getMessage());
        }
    }
}
