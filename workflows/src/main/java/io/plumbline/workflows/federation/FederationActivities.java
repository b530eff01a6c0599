package io.plumbline.workflows.federation;

import io.plumbline.workflows.run.Trigger;
import io.temporal.activity.ActivityInterface;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The hands of federation. Each may be run any number of times, and side by side, with the effect of once. */
@ActivityInterface
public interface FederationActivities {

    /** When the nightly sync is due for the first time after this, by the clocks of its zone. */
    Instant nextNight(Instant after);

    /** Adds a sync of every connected organisation of every enabled connector to the queue, unless one is there (C1, C12). */
    int queueEveryOrganization(Instant now);

    /**
     * Starts a workflow for each organisation that has something in its queue.
     *
     * @return how many organisations
     */
    int startQueuedOrganizations();

    /** Adds a sync of the whole organisation to its queue, unless one is there (C12). */
    void queueOrganization(
            String connectorId,
            String organizationId,
            @Nullable ConflictStrategy strategy,
            Trigger trigger,
            Instant now);

    /** Adds a sync of one member to the queue, unless one waits there (C19). */
    void queueMember(String connectorId, String organizationId, MemberChange change, Instant now);

    /**
     * Takes the next job of the organisation that is due, and writes its history. One that an earlier worker left behind is
     * ended first. Fails, to be tried again, while as many organisations as may be are being synced (C1): the attempt begins
     * when it has got a place, not when it asked.
     *
     * @param asked when the first try was asked for
     */
    Claim claimNextJob(String connectorId, String organizationId, Instant asked);

    /** Fetches the members page by page, outside of any transaction; goes on where an earlier worker stopped (C3). */
    FetchedMembers fetchMembers(SyncJob job);

    /** Applies what was fetched, all or nothing, and completes the job and its history (C9). */
    SyncStats applyMembers(SyncJob job, Instant now);

    /**
     * Ends the attempt: the job waits for its next one, or has failed for good and the admins are told (C14).
     *
     * @return whether there is another attempt
     */
    boolean recordFailedAttempt(SyncJob job, FailedAttempt failed, Instant now);
}
