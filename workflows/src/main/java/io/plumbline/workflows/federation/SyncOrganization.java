package io.plumbline.workflows.federation;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Works on the queue of one organisation, one job after the other, until it is empty. Its id is the lock: a full sync and
 * syncs of single members never overlap, and whoever adds work signals the one that runs.
 */
@WorkflowInterface
public interface SyncOrganization {

    static String id(String connectorId, String organizationId) {
        return "federation/" + connectorId + "/" + organizationId;
    }

    /**
     * @return what all of its jobs did
     * @throws io.temporal.failure.ApplicationFailure when a job failed for good
     */
    @WorkflowMethod
    OrganizationOutcome sync(@Nullable OrganizationRequest request);

    /** One member was changed at the federation: only that one is synced (C19). */
    @SignalMethod
    void memberChanged(MemberChange change);

    /** A job was added to the queue. */
    @SignalMethod
    void jobQueued();
}
