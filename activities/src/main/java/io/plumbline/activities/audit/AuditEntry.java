package io.plumbline.activities.audit;

import java.time.Instant;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did (D9).
 *
 * @param action like {@code products.pause}
 * @param subject what it was done to
 * @param detail a JSON object
 * @param commandKey of a command that may be tried twice and counts once; null of one that is not
 */
public record AuditEntry(
        Instant at,
        String actor,
        String action,
        String subject,
        JSONB detail,
        @Nullable String commandKey) {}
