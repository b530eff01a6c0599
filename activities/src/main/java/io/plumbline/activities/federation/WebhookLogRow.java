package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One webhook, as {@code webhook_event} keeps it (C20).
 *
 * @param id of the event
 * @param receivedAt when it came first
 * @param lastReceivedAt when it came last
 * @param connectorId as it was said; null where nothing could be read
 * @param federationOrgId the organisation as the federation calls it
 * @param organizationId ours, where connector and id are known here
 * @param memberId the member as the federation calls it
 * @param event created, updated or deleted, as it was said
 * @param status accepted, processed or refused
 * @param reason why it was refused, or what keeps it from being processed
 * @param deliveries how often it came
 * @param address where it came from
 * @param processedAt when it was handed on to a sync
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
