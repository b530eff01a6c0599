package io.plumbline.worker.failures;

import io.plumbline.worker.http.Problem;
import io.plumbline.worker.security.Caller;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which failures somebody wants to see, of those that they may see. A workspace that was named has passed the gate.
 *
 * @param source null is all
 * @param workspaces only these; null is all
 */
record FailureFilter(@Nullable String source, @Nullable Collection<String> workspaces) {

    /** @throws Problem when a text cannot be one */
    static FailureFilter of(@Nullable String source, @Nullable String workspaceId, Caller caller) {
        return new FailureFilter(text("source", source), among(text("workspaceId", workspaceId), caller));
    }

    private static @Nullable Collection<String> among(@Nullable String workspaceId, Caller caller) {
        return workspaceId == null ? caller.workspaces() : Set.of(workspaceId);
    }

    /** What a field of a form says; nothing when it was left empty. */
    static @Nullable String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.indexOf('\0') >= 0) { // PostgreSQL knows no such character
            throw Problem.badInput(field, "It must not contain the character U+0000.");
        }
        return value;
    }
}
