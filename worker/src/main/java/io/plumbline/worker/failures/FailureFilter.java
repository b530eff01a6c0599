package io.plumbline.worker.failures;

import io.plumbline.worker.http.Text;
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

    /** @throws io.plumbline.worker.http.Problem when a text cannot be one */
    static FailureFilter of(@Nullable String source, @Nullable String workspaceId, Caller caller) {
        return new FailureFilter(Text.given("source", source), among(Text.given("workspaceId", workspaceId), caller));
    }

    private static @Nullable Collection<String> among(@Nullable String workspaceId, Caller caller) {
        return workspaceId == null ? caller.workspaces() : Set.of(workspaceId);
    }
}
