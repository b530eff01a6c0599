package io.plumbline.activities.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit trail's numbers.
 *
 * @param keepFor how long an entry is kept
 */
@ConfigurationProperties("plumbline.audit")
public record AuditSettings(@DefaultValue("365d") Duration keepFor) {

    public AuditSettings {
        if (keepFor.isNegative() || keepFor.isZero()) {
            throw new IllegalArgumentException("plumbline.audit.keep-for must be longer than zero; it is " + keepFor);
        }
    }
}
