package io.plumbline.workflows.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job of the queue that was taken: one attempt of it.
 *
 * @param memberId null is the whole organisation
 * @param fence the token of this attempt: the database refuses the writes of an older one (C13)
 * @param deadline when the attempt counts as stuck
 */
public record SyncJob(
        long id,
        String connectorId,
        String organizationId,
        @Nullable String memberId,
        ConflictStrategy strategy,
        long fence,
        long historyId,
        Instant deadline) {

    String what() {
        return memberId == null ? "all members of " + organizationId : "member " + memberId + " of " + organizationId;
    }
}
