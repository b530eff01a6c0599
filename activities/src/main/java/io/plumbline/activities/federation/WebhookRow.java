package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that came, as {@code webhook_event} keeps it (C20).
 *
 * @param connectorId and the three that follow, as they were said; null where nothing could be read
 * @param reason why it was refused, or what keeps it from being processed
 * @param deliveries how often it came
 */
public record WebhookRow(
        long id,
        Instant receivedAt,
        Instant lastReceivedAt,
        @Nullable String connectorId,
        @Nullable String federationOrgId,
        @Nullable String memberId,
        @Nullable String event,
        String status,
        @Nullable String reason,
        int deliveries,
        @Nullable String address,
        @Nullable Instant processedAt) {}
