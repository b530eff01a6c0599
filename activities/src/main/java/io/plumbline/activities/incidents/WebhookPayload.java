package io.plumbline.activities.incidents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of a webhook. It is the same in every attempt.
 *
 * @param type {@code incident.opened} or {@code incident.closed}
 * @param timestamp when that was
 */
record WebhookPayload(String type, Instant timestamp, Data data) {

    /**
     * @param id of the incident: the same when it opens and when it is over
     * @param cause tells causes apart, like {@code products}: it may come back as another incident
     * @param goodSince since when it is good again; like closedAt it is left out while the incident is open
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Data(
            long id,
            String cause,
            String subject,
            String text,
            Instant openedAt,
            @Nullable Instant goodSince,
            @Nullable Instant closedAt) {}

    static WebhookPayload of(IncidentMessage message) {
        var closedAt = message.closedAt();
        return new WebhookPayload(
                closedAt == null ? "incident.opened" : "incident.closed",
                closedAt == null ? message.openedAt() : closedAt,
                new Data(
                        message.incidentId(),
                        message.cause(),
                        message.subject(),
                        message.text(),
                        message.openedAt(),
                        message.goodSince(),
                        closedAt));
    }
}
