package io.plumbline.workflows.reconcile;

/**
 * What a sweep found and did (A11).
 *
 * @param workspaces all that it went over, whatever became of them
 * @param checked contacts
 * @param stale contacts that are quiet too long, before cooldown and limit
 * @param flagged contacts that were flagged; in a dry run, that would have been
 * @param backlog stale contacts that the limit left for a later run
 * @param failed workspaces whose run failed
 * @param alreadyRunning workspaces that another run was working on, and so were left to it (A14)
 */
public record SweepTotals(
        int workspaces,
        long checked,
        long stale,
        long inCooldown,
        long flagged,
        long backlog,
        int failed,
        int alreadyRunning) {

    public static final SweepTotals NONE = new SweepTotals(0, 0, 0, 0, 0, 0, 0, 0);
    static final SweepTotals ONE_FAILED = new SweepTotals(1, 0, 0, 0, 0, 0, 1, 0);
    static final SweepTotals ONE_ALREADY_RUNNING = new SweepTotals(1, 0, 0, 0, 0, 0, 0, 1);

    /** One workspace with nothing to flag: all of its stale contacts are in their cooldown. */
    public static SweepTotals ofQuiet(long checked, long stale) {
        return new SweepTotals(1, checked, stale, stale, 0, 0, 0, 0);
    }

    public static SweepTotals of(WorkspaceOutcome one) {
        return new SweepTotals(
                1, one.contactsChecked(), one.staleFound(), one.inCooldown(), one.flagged(), one.backlog(), 0, 0);
    }

    public SweepTotals plus(SweepTotals other) {
        return new SweepTotals(
                workspaces + other.workspaces,
                checked + other.checked,
                stale + other.stale,
                inCooldown + other.inCooldown,
                flagged + other.flagged,
                backlog + other.backlog,
                failed + other.failed,
                alreadyRunning + other.alreadyRunning);
    }

    /** For people: in logs, and beside the run in the Temporal UI. */
    public String sentence() {
        return workspaces + " workspaces: " + checked + " contacts checked, " + stale + " stale (" + inCooldown
                + " in cooldown), " + flagged + " flagged, " + backlog + " left for later; " + failed + " failed"
                + (alreadyRunning == 0 ? "" : ", " + alreadyRunning + " already being worked on");
    }
}
