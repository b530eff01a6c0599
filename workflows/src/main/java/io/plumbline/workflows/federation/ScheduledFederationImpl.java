package io.plumbline.workflows.federation;

import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.run.Failures;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

public final class ScheduledFederationImpl implements ScheduledFederation {

    /** It goes on where it stopped, and a worker that says nothing for a minute is dead. */
    private static final ActivityOptions ALL_OF_THEM = ActivityOptions.newBuilder(OUTAGE)
            .setStartToCloseTimeout(Duration.ofHours(1))
            .setHeartbeatTimeout(Duration.ofMinutes(1))
            .build();

    private final FederationActivities activities = Workflow.newActivityStub(
            FederationActivities.class,
            OUTAGE,
            Map.of(
                    "QueueEveryOrganization", described(OUTAGE, "Adds every connected organisation to the queue"),
                    "StartQueuedOrganizations",
                            described(
                                    ALL_OF_THEM,
                                    "Starts a workflow for each organisation with something in its queue")));

    @Override
    public String run() {
        try {
            var queued = activities.queueEveryOrganization(Instant.ofEpochMilli(Workflow.currentTimeMillis()));
            var started = activities.startQueuedOrganizations();
            var sentence = queued + " organisations were queued, " + started + " have work to do";
            Workflow.setCurrentDetails(sentence);
            return sentence;
        } catch (TemporalFailure e) {
            // a cron run that fails would be noise here: the next night tries again
            return "The nightly sync was not started: " + Failures.reason(e);
        }
    }
}
