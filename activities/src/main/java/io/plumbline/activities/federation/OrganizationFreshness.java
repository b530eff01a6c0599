package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One organisation at one connector, and how fresh its players are (C10, E3).
 *
 * @param enabled whether the connector is
 * @param players the active ones
 * @param openJobs what is pending or running, members' events with it
 * @param lastJob the newest sync of the whole organisation; null when there was none
 */
public record OrganizationFreshness(
        String connectorId,
        String connectorName,
        boolean enabled,
        String organizationId,
        String organizationName,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant lastAttemptAt,
        int players,
        int openJobs,
        @Nullable LastJob lastJob) {

    /** The newest sync of the whole organisation. */
    public record LastJob(
            String status,
            int retryCount,
            @Nullable Instant nextRetryAt,
            @Nullable String error) {}

    /** In the order in which they matter. */
    public enum State {
        off,
        running,
        retrying,
        waiting,
        failing,
        never,
        ok
    }

    public State state() {
        if (!enabled) {
            return State.off;
        }
        if (lastJob == null) {
            return lastSuccessAt == null ? State.never : State.ok;
        }
        return switch (lastJob.status()) {
            case "running" -> State.running;
            case "pending" -> lastJob.retryCount() > 0 ? State.retrying : State.waiting;
            case "failed" -> State.failing;
            default -> State.ok;
        };
    }

    /** Its name, or its id where it has none. */
    public String title() {
        return organizationName.isEmpty() ? organizationId : organizationName;
    }

    public String connectorTitle() {
        return connectorName.isEmpty() ? connectorId : connectorName;
    }
}
