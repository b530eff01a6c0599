package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One webhook, as {@code webhook_event} keeps it (C20).
 *
 * @param connectorId as it was said; null where nothing could be read
 * @param organizationId ours, where connector and id are known here
 * @param reason why it was refused, or what keeps it from being processed
 * @param deliveries how often it came
 */
public record WebhookLogRow(
        long id,
        Instant receivedAt,
        Instant lastReceivedAt,
        @Nullable String connectorId,
        @Nullable String federationOrgId,
        @Nullable String organizationId,
        @Nullable String memberId,
        @Nullable String event,
        String status,
        @Nullable String reason,
        int deliveries,
        @Nullable String address,
        @Nullable Instant processedAt) {}
