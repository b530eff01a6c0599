package io.plumbline.workflows.federation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param reason in plain words
 * @param heals whether another attempt may go better
 * @param notBefore how long the federation asked to be left alone; null when it did not
 */
public record FailedAttempt(
        String reason, boolean heals, @Nullable Duration notBefore) {}
