package io.plumbline.workflows.reconcile;

import java.time.Instant;
import java.util.List;

/**
 * What one run of one workspace found and did.
 *
 * @param workspaceId the workspace
 * @param asOf the moment that all was decided by
 * @param contactsChecked all contacts of the workspace
 * @param staleFound all stale ones, before cooldown and limit
 * @param inCooldown stale ones that a younger flag protects
 * @param flagged how many were flagged; in a dry run, would have been
 * @param backlog stale contacts outside their cooldown that the limit left for a later run
 * @param wouldFlag in a dry run the contacts, in the order in which they would be flagged; else empty
 */
public record WorkspaceOutcome(
        String workspaceId,
        Instant asOf,
        int contactsChecked,
        int staleFound,
        int inCooldown,
        int flagged,
        int backlog,
        List<StaleContact> wouldFlag) {

    /** For people: beside the run in the Temporal UI. */
    public String sentence() {
        return contactsChecked + " contacts checked, " + staleFound + " stale (" + inCooldown + " in cooldown), "
                + flagged + (wouldFlag.isEmpty() ? " flagged, " : " would be flagged, ") + backlog + " left for later";
    }
}
