package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureScope;
import io.plumbline.worker.http.Text;
import io.plumbline.worker.security.Caller;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which failures somebody wants to see, of those that they may see. A workspace that was named has passed the gate.
 *
 * @param source null is all
 * @param scope only these
 */
public record FailureFilter(@Nullable String source, FailureScope scope) {

    /** @throws io.plumbline.worker.http.Problem when a text cannot be one */
    static FailureFilter of(@Nullable String source, @Nullable String workspaceId, Caller caller) {
        return new FailureFilter(Text.given("source", source), among(Text.given("workspaceId", workspaceId), caller));
    }

    private static FailureScope among(@Nullable String workspaceId, Caller caller) {
        return workspaceId == null ? scope(caller) : FailureScope.of(Set.of(workspaceId));
    }

    /** All that the caller may see. */
    public static FailureScope scope(Caller caller) {
        return new FailureScope(caller.workspaces(), caller.wholeCompany());
    }
}
