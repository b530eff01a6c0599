package io.plumbline.workflows.federation;

/**
 * What a sync did to the players of an organisation (C10).
 *
 * @param created new players
 * @param updated players of which a value was replaced
 * @param unchanged players that kept their values, also where a conflict was settled for them
 * @param deactivated players that became inactive
 * @param conflictsDetected fields that both sides changed to different values
 * @param conflictsResolved those of them for which a value was settled and recorded
 */
public record SyncStats(
        int created, int updated, int unchanged, int deactivated, int conflictsDetected, int conflictsResolved) {

    public static final SyncStats NONE = new SyncStats(0, 0, 0, 0, 0, 0);

    public SyncStats plus(SyncStats other) {
        return new SyncStats(
                created + other.created,
                updated + other.updated,
                unchanged + other.unchanged,
                deactivated + other.deactivated,
                conflictsDetected + other.conflictsDetected,
                conflictsResolved + other.conflictsResolved);
    }

    /** For people: in logs, and beside the run in the Temporal UI. */
    public String sentence() {
        return created + " created, " + updated + " updated, " + unchanged + " unchanged, " + deactivated
                + " deactivated; " + conflictsDetected + " conflicts, " + conflictsResolved + " of them resolved";
    }
}
