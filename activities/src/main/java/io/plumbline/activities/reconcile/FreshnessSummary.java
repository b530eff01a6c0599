package io.plumbline.activities.reconcile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The freshness of all active workspaces in numbers.
 *
 * @param overdue how many have missed a run (A16)
 * @param failing how many have failed in their newest run
 * @param oldestGoodRun the last good run of the one that waits longest, or when that was made or became active; null without workspaces
 * @param backlog stale contacts that the newest good runs left for later
 */
public record FreshnessSummary(
        int workspaces, int overdue, int failing, @Nullable Instant oldestGoodRun, long backlog) {}
