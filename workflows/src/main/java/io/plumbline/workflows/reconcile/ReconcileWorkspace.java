package io.plumbline.workflows.reconcile;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reconciles one workspace. Its id is the lock: no two runs of a workspace are under way at a time (A14). */
@WorkflowInterface
public interface ReconcileWorkspace {

    /** A run that takes longer is stuck, and ended. It may wait for an hour for a database that is away. */
    Duration LONGEST = Duration.ofHours(2);

    static String id(String workspaceId) {
        return "reconcile/" + workspaceId;
    }

    /** Fails when the workspace is unknown or not active, changing nothing, or when its retries are used up (A11). */
    @WorkflowMethod
    WorkspaceOutcome reconcile(@Nullable WorkspaceRequest request);
}
