package io.plumbline.activities.incidents;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is broken now.
 *
 * @param goodSince since when it is good again, though not yet for long enough; null while it is bad
 * @param untold why a channel could not tell of it; null when all have
 */
public record OpenIncident(
        long id,
        String cause,
        String subject,
        String text,
        Instant openedAt,
        @Nullable Instant goodSince,
        @Nullable String untold) {}
