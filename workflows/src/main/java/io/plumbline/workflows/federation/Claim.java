package io.plumbline.workflows.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is next in the queue of an organisation.
 *
 * @param job the job that was taken; null when none is due
 * @param nextDue when the next one is due; null when none waits
 */
public record Claim(@Nullable SyncJob job, @Nullable Instant nextDue) {}
