package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a run of one workspace.
 *
 * @param workspaceId required
 * @param staleAfter the threshold; null is the setting's
 * @param dryRun report what would be flagged, write nothing
 * @param trigger null is manual
 * @param asOf the "now" of the sweep that asks; null is the time of the start
 * @param runKey the key of the sweep that asks; null is the run's own id, which a reset keeps
 */
public record WorkspaceRequest(
        @Nullable String workspaceId,
        @Nullable Duration staleAfter,
        boolean dryRun,
        @Nullable Trigger trigger,
        @Nullable Instant asOf,
        @Nullable String runKey) {

    public static WorkspaceRequest manual(String workspaceId, @Nullable Duration staleAfter, boolean dryRun) {
        return new WorkspaceRequest(workspaceId, staleAfter, dryRun, Trigger.manual, null, null);
    }
}
