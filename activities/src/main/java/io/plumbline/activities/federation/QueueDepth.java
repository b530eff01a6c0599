package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The queues of all organisations in numbers.
 *
 * @param oldestDue since when the job waits that has waited longest, not counting the wait before a retry; null when none does
 */
public record QueueDepth(int running, int pending, @Nullable Instant oldestDue) {}
