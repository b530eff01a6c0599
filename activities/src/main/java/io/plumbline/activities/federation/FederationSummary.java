package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Connected organisations in numbers.
 *
 * @param failing whose newest sync failed for good
 * @param never that no sync has succeeded for yet
 * @param oldestSuccess the last success of the one that waits longest, of those that had one; null when there is none
 * @param oldestGood the same of all: one that had none waits since it and its connector are there; null without any
 */
public record FederationSummary(
        int organizations,
        int failing,
        int never,
        int running,
        int pending,
        @Nullable Instant oldestSuccess,
        @Nullable Instant oldestGood) {}
