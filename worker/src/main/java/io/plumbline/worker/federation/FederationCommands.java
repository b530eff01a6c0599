package io.plumbline.worker.federation;

import io.plumbline.activities.federation.FederationPreview;
import io.plumbline.activities.federation.FederationPreview.Preview;
import io.plumbline.activities.federation.OrganizationSyncs;
import io.plumbline.activities.federation.SyncQueue;
import io.plumbline.activities.federation.SyncQueue.QueueId;
import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.patience.Answer;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.ScheduledFederation;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks for syncs on behalf of people (C23). */
@Component
public class FederationCommands {

    private static final Logger log = LoggerFactory.getLogger(FederationCommands.class);
    private static final String BY_HAND = "federation/by-hand";

    private final SyncQueue queue;
    private final OrganizationSyncs organizations;
    private final FederationPreview preview;
    private final WorkflowClient client;
    private final InstantSource clock;

    FederationCommands(
            SyncQueue queue,
            OrganizationSyncs organizations,
            FederationPreview preview,
            WorkflowClient client,
            InstantSource clock) {
        this.queue = queue;
        this.organizations = organizations;
        this.preview = preview;
        this.client = client;
        this.clock = clock;
    }

    /** @param alreadyThere whether a sync was pending or running before, so that nothing was added (C12) */
    public record Asked(long jobId, boolean alreadyThere) {}

    /**
     * Queues a sync of the organisation. It is in the queue even when Temporal is away, and runs when it is back.
     *
     * @param strategy null is the connector's
     * @throws Problem when the organisation is not connected
     */
    public Asked sync(String connectorId, String organizationId, @Nullable ConflictStrategy strategy, String askedBy) {
        var organization = new QueueId(connectorId, organizationId);
        if (!queue.isConnected(organization)) {
            throw notConnected(organization);
        }
        var queued = queue.addOrganization(organization, strategy, Trigger.manual, askedBy, clock.instant());
        try {
            organizations.wake(organization);
        } catch (RuntimeException e) {
            NotNow.later(log, organization + " is queued, and starts later", e);
        }
        return new Asked(queued.jobId(), queued.alreadyThere());
    }

    /**
     * Queues a sync of every organisation of every enabled connector, as the night does.
     *
     * @return how many were added; those that have one are not queued again
     */
    public int syncAll(String askedBy) {
        var added = queue.addEvery(Trigger.manual, askedBy, clock.instant());
        try {
            startNight(askedBy);
        } catch (RuntimeException e) {
            NotNow.later(log, added + " syncs are queued, and start later", e);
        }
        return added;
    }

    /** Starts the workflow of the night without a cron, unless one that somebody asked for is under way. */
    private void startNight(String askedBy) {
        var options = WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.FEDERATION)
                .setWorkflowId(BY_HAND)
                .setStaticSummary("A sync of all organisations, asked for by " + askedBy)
                .build();
        try {
            WorkflowClient.start(client.newWorkflowStub(ScheduledFederation.class, options)::run);
        } catch (WorkflowExecutionAlreadyStarted e) {
            log.debug("{} is under way", BY_HAND);
        }
    }

    /**
     * @throws Problem when the organisation is not connected, or the registry does not answer as it should
     */
    public Preview preview(String connectorId, String organizationId, @Nullable ConflictStrategy strategy) {
        var organization = new QueueId(connectorId, organizationId);
        if (!queue.isConnected(organization)) {
            throw notConnected(organization);
        }
        Answer.mayTakeLong();
        try {
            return preview.preview(connectorId, organizationId, strategy);
        } catch (ApplicationFailure e) {
            throw Rejected.isCauseOf(e)
                    ? Problem.conflict(Failures.reason(e))
                    : Problem.partnerAway(Failures.reason(e));
        }
    }

    private static Problem notConnected(QueueId organization) {
        return Problem.notFound("Organisation '" + organization.organizationId() + "' is not connected to '"
                + organization.connectorId() + "'.");
    }
}
