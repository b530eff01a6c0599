package io.plumbline.workflows.products;

import org.jspecify.annotations.Nullable;

/**
 * What a run did.
 *
 * @param note why nothing was deleted, and the like
 */
public record ProductRunOutcome(
        long sessionId,
        int processed,
        int created,
        int updated,
        int unchanged,
        int deleted,
        @Nullable String note) {

    String sentence() {
        return processed + " products: " + created + " created, " + updated + " updated, " + deleted + " deleted, "
                + unchanged + " unchanged" + (note == null ? "" : ". " + note);
    }
}
