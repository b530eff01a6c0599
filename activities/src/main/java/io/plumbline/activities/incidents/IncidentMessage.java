package io.plumbline.activities.incidents;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the two messages that people get of an incident. It is the same however often it is sent.
 *
 * @param recipients mail addresses; empty means the operators of the settings
 * @param goodSince since when it is good again; null in the message that it opened
 * @param closedAt when it was over, having been good for long enough; null in the message that it opened
 */
record IncidentMessage(
        long incidentId,
        String cause,
        List<String> recipients,
        String subject,
        String text,
        Instant openedAt,
        @Nullable Instant goodSince,
        @Nullable Instant closedAt) {

    /** Of this one message, on every channel and in every attempt. */
    String key() {
        return "incident-" + incidentId + "-" + openedAt.getEpochSecond() + (closedAt == null ? "-opened" : "-closed");
    }

    String title() {
        return closedAt == null ? subject : "Over: " + subject;
    }

    String words() {
        return closedAt == null ? text : "Good again since " + goodSince + ".";
    }
}
