package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Connected organisations in numbers.
 *
 * @param failing whose newest sync failed for good
 * @param never that no sync has succeeded for yet
 * @param oldestSuccess the last success of the one that waits longest; null when there is none
 */
public record FederationSummary(
        int organizations,
        int failing,
        int never,
        int running,
        int pending,
        @Nullable Instant oldestSuccess) {}
