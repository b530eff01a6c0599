package io.plumbline.activities.federation;

import io.plumbline.activities.federation.SyncQueue.QueueId;
import io.plumbline.workflows.federation.MemberChange;
import io.plumbline.workflows.federation.OrganizationRequest;
import io.plumbline.workflows.federation.SyncOrganization;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import org.springframework.stereotype.Component;

/** Starts the workflow of an organisation, or wakes the one that runs. Each may be called any number of times. */
@Component
public final class OrganizationSyncs {

    private final WorkflowClient client;

    OrganizationSyncs(WorkflowClient client) {
        this.client = client;
    }

    /** Something is in its queue. */
    public void wake(QueueId queue) {
        var workflow = stub(queue);
        var both = client.newSignalWithStartRequest();
        both.add(workflow::sync, request(queue));
        both.add(workflow::jobQueued);
        client.signalWithStart(both);
    }

    /** The registry told of one of its members (C19). */
    public void memberChanged(QueueId queue, MemberChange change) {
        var workflow = stub(queue);
        var both = client.newSignalWithStartRequest();
        both.add(workflow::sync, request(queue));
        both.add(workflow::memberChanged, change);
        client.signalWithStart(both);
    }

    private SyncOrganization stub(QueueId queue) {
        return client.newWorkflowStub(
                SyncOrganization.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.FEDERATION)
                        .setWorkflowId(SyncOrganization.id(queue.connectorId(), queue.organizationId()))
                        .setStaticSummary("Syncs members of " + queue.organizationId() + " from " + queue.connectorId())
                        .build());
    }

    private static OrganizationRequest request(QueueId queue) {
        return new OrganizationRequest(queue.connectorId(), queue.organizationId(), null, true);
    }
}
