package io.plumbline.workflows.reconcile;

import io.temporal.activity.ActivityInterface;

/** The hands of reconcile. Each may be run any number of times, and side by side, with the effect of once. */
@ActivityInterface
public interface ReconcileActivities {

    /**
     * Reads the next page of active workspaces and writes the health rows of those with nothing to flag (A17). A dry run
     * writes none.
     *
     * @param after the last workspace of the page before; empty for the first page
     */
    SweepPage settleQuietWorkspaces(String after, ReconcileRun sweep);

    /**
     * Flags the stale contacts of one workspace and writes its health row, both or neither (A10). A dry run lists them
     * and writes nothing.
     */
    WorkspaceOutcome flagStaleContacts(String workspaceId, ReconcileRun run);

    /** Writes the failed health row and the failure of a workspace (A11), unless the run has a row already. */
    void recordFailedRun(String workspaceId, ReconcileRun run, String reason);

    /**
     * Drops health rows past their keeping time.
     *
     * @return how many
     */
    int dropExpiredRuns();
}
