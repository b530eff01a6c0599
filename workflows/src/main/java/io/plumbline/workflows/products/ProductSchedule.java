package io.plumbline.workflows.products;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the next run is due (D1, D7, D8).
 *
 * @param running whether runs come by themselves
 * @param firstRunAt a start asks for a run at that time, whenever the last one was
 * @param lastRunAt when the last run began
 * @param requestedAt when somebody asked for a run
 * @param pausedUntil what is due before is due then, and so runs once, however much was missed
 */
public record ProductSchedule(
        boolean running,
        Duration interval,
        @Nullable Instant firstRunAt,
        @Nullable Instant lastRunAt,
        @Nullable Instant requestedAt,
        @Nullable Instant pausedUntil) {

    public Optional<Instant> nextRun() {
        return earlier(requestedAt, running ? scheduled() : null)
                .map(due -> pausedUntil != null && pausedUntil.isAfter(due) ? pausedUntil : due);
    }

    private Instant scheduled() {
        if (firstRunAt != null) {
            return firstRunAt;
        }
        return lastRunAt == null ? Instant.EPOCH : lastRunAt.plus(interval);
    }

    private static Optional<Instant> earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return Optional.ofNullable(one == null ? other : one);
        }
        return Optional.of(one.isBefore(other) ? one : other);
    }
}
