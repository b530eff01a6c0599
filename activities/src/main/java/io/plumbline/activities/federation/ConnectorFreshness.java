package io.plumbline.activities.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One connector (C2), without what is secret of it.
 *
 * @param lastSyncAt all of its organisations are at least as fresh as this
 * @param organizations connected to it
 * @param failing of these, whose newest sync failed for good
 */
public record ConnectorFreshness(
        String id,
        String name,
        boolean enabled,
        String strategy,
        @Nullable Instant lastSyncAt,
        int organizations,
        int failing) {

    public String title() {
        return name.isEmpty() ? id : name;
    }
}
