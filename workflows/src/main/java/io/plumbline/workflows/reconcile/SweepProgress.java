package io.plumbline.workflows.reconcile;

import java.time.Instant;

/**
 * Where a sweep stands between two of its runs.
 *
 * @param asOf the one "now" of the whole sweep
 * @param runKey the run id under which it began, which a reset keeps; marks its health rows
 * @param page the page that it stands on, with the workspaces of it that still wait for their workflow
 */
public record SweepProgress(Instant asOf, String runKey, SweepTotals totals, SweepPage page) {

    static SweepProgress beginning(Instant now, String runId) {
        return new SweepProgress(now, runId, SweepTotals.NONE, SweepPage.BEFORE_THE_FIRST);
    }

    SweepProgress at(SweepPage reached, SweepTotals soFar) {
        return new SweepProgress(asOf, runKey, soFar, reached);
    }
}
