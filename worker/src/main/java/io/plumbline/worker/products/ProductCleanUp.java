package io.plumbline.worker.products;

import io.plumbline.activities.audit.AuditSettings;
import io.plumbline.activities.audit.AuditTrail;
import io.plumbline.activities.products.ProductSettings;
import io.plumbline.activities.products.SyncSessionRepository;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Drops sessions and entries of the audit trail past their keeping time (E9). */
@Component
class ProductCleanUp {

    private static final Logger log = LoggerFactory.getLogger(ProductCleanUp.class);

    private final SyncSessionRepository sessions;
    private final AuditTrail audit;
    private final ProductSettings products;
    private final AuditSettings auditing;
    private final InstantSource clock;

    ProductCleanUp(
            SyncSessionRepository sessions,
            AuditTrail audit,
            ProductSettings products,
            AuditSettings auditing,
            InstantSource clock) {
        this.sessions = sessions;
        this.audit = audit;
        this.products = products;
        this.auditing = auditing;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void cleanUp() {
        try {
            var now = clock.instant();
            sessions.deleteBefore(now.minus(products.keepSessionsFor()));
            audit.deleteBefore(now.minus(auditing.keepFor()));
        } catch (RuntimeException e) {
            log.warn("Old sessions and audit entries are dropped later: {}", e.getMessage());
        }
    }
}
