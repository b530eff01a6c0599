package io.plumbline.activities.incidents;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom incidents are told to, and when.
 *
 * @param mailFrom the sender of the messages
 * @param mailTo the operators: told of what has no recipients of its own
 * @param overAfter how long a cause must stay good before its incident is over
 * @param keepFor how long closed incidents are kept
 * @param webhook a program that is told too
 */
@ConfigurationProperties("plumbline.incidents")
public record IncidentSettings(
        @DefaultValue("plumbline@localhost") String mailFrom,
        @DefaultValue List<String> mailTo,
        @DefaultValue("1h") Duration overAfter,
        @DefaultValue("90d") Duration keepFor,
        @DefaultValue @NestedConfigurationProperty WebhookSettings webhook) {

    public IncidentSettings {
        if (overAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "plumbline.incidents.over-after must not be negative; it is " + overAfter);
        }
        if (keepFor.isNegative() || keepFor.isZero()) {
            throw new IllegalArgumentException(
                    "plumbline.incidents.keep-for must be longer than zero; it is " + keepFor);
        }
    }
}
