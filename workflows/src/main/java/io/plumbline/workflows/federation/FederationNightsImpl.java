package io.plumbline.workflows.federation;

import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

public final class FederationNightsImpl implements FederationNights {

    private final FederationActivities activities = Workflow.newActivityStub(
            FederationActivities.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofMinutes(1)) // and again, as long as it takes
                    .setSummary("Finds out when the next night is, by the clocks of its zone")
                    .build());
    private final ScheduledFederation night = new ScheduledFederationImpl();
    private final FederationNights nextRun = Workflow.newContinueAsNewStub(FederationNights.class);

    @Override
    public void run(@Nullable Instant last) {
        var now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        // the clock of an engine may be set back
        var next = activities.nextNight(last != null && last.isAfter(now) ? last : now);
        Workflow.setCurrentDetails("The next night begins at " + next);
        Workflow.sleep(Duration.between(now, next));
        night.run();
        nextRun.run(next);
    }
}
