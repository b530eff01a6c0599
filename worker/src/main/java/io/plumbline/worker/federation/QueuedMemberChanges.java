package io.plumbline.worker.federation;

import io.plumbline.activities.federation.OrganizationSyncs;
import io.plumbline.activities.federation.SyncQueue;
import io.plumbline.activities.federation.SyncQueue.QueueId;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * Queues a sync of the member and wakes whoever works on the queue. The queue is a table, so a change that is in it is
 * also known to a Temporal that has lost its memory.
 */
@Component
final class QueuedMemberChanges implements MemberChanges {

    private final SyncQueue queue;
    private final OrganizationSyncs organizations;
    private final InstantSource clock;

    QueuedMemberChanges(SyncQueue queue, OrganizationSyncs organizations, InstantSource clock) {
        this.queue = queue;
        this.organizations = organizations;
        this.clock = clock;
    }

    /** What the event says does not matter: what became of the member is asked of the federation. */
    @Override
    public void memberChanged(String connectorId, String organizationId, String memberId, String event) {
        var organization = new QueueId(connectorId, organizationId);
        queue.addMember(organization, memberId, clock.instant());
        organizations.wake(organization);
    }
}
