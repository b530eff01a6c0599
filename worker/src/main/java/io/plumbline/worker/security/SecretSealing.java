package io.plumbline.worker.security;

import io.plumbline.activities.secrets.SecretSealer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Has secrets sealed soon after somebody has written them, and says which cannot be read. */
@Component
class SecretSealing {

    private static final Logger log = LoggerFactory.getLogger(SecretSealing.class);

    private final SecretSealer sealer;
    private List<String> said = List.of();

    SecretSealing(SecretSealer sealer) {
        this.sealer = sealer;
    }

    @Scheduled(fixedDelayString = "${plumbline.security.seal-every:10s}")
    void seal() {
        try {
            var outcome = sealer.seal();
            if (outcome.sealed() > 0) {
                log.info("sealed {} secrets", outcome.sealed());
            }
            outcome.unreadable().stream().filter(one -> !said.contains(one)).forEach(log::error);
            said = outcome.unreadable();
        } catch (RuntimeException e) {
            log.warn("Secrets are sealed later: {}", e.getMessage());
        }
    }
}
