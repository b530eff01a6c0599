package io.plumbline.activities.failures;

import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static org.jooq.impl.DSL.noCondition;

import java.util.Collection;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Whose failures are meant. Those of no workspace, as of products, are the whole company's.
 *
 * @param workspaces only these; null is all
 * @param company whether those of no workspace are among them
 */
public record FailureScope(@Nullable Collection<String> workspaces, boolean company) {

    public static final FailureScope EVERYTHING = new FailureScope(null, true);

    /** Those of these workspaces alone. */
    public static FailureScope of(Collection<String> workspaces) {
        return new FailureScope(workspaces, false);
    }

    Condition condition() {
        if (workspaces != null) {
            return SYNC_FAILURE.WORKSPACE_ID.in(workspaces);
        }
        return company ? noCondition() : SYNC_FAILURE.WORKSPACE_ID.isNotNull();
    }
}
