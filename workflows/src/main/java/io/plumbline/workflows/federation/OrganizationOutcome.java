package io.plumbline.workflows.federation;

/** What a run over the queue of one organisation did. */
public record OrganizationOutcome(int jobs, SyncStats stats) {

    public static final OrganizationOutcome NONE = new OrganizationOutcome(0, SyncStats.NONE);

    OrganizationOutcome plus(SyncStats job) {
        return new OrganizationOutcome(jobs + 1, stats.plus(job));
    }

    /** For people, like "2 syncs: 3 created, ...". */
    public String sentence() {
        return jobs == 0 ? "nothing was to be done" : jobs + (jobs == 1 ? " sync: " : " syncs: ") + stats.sentence();
    }
}
