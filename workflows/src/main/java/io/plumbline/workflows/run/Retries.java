package io.plumbline.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How long we wait for whom, named once. */
public final class Retries {

    /** One tenant's work in our database, after {@link #FIRST_TRY}: four more within half a minute, then it counts as failed. */
    public static final ActivityOptions DATABASE = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(2)
                    .setMaximumAttempts(4)
                    .build())
            .build();

    /** The same work once within the workflow task, before it gets an activity of its own. */
    public static final LocalActivityOptions FIRST_TRY = LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(5)) // within the ten seconds of a workflow task
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build();

    /** One contact's update: tried for about a quarter of an hour, then it waits in the failure inbox. */
    public static final ActivityOptions CONTACT = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(2)
                    .setMaximumInterval(Duration.ofMinutes(2))
                    .setMaximumAttempts(14)
                    .build())
            .build();

    /** What everybody's work depends on, and what tells of a failure: outlasts a database that is away for an hour. */
    public static final ActivityOptions OUTAGE = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            .setScheduleToCloseTimeout(Duration.ofHours(1))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(2)
                    .setMaximumInterval(Duration.ofMinutes(1))
                    .build())
            .build();

    /** A place among those that may work at a time: asked for again and again until one is free, or the database is back. */
    public static final ActivityOptions SLOT = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(1.5)
                    .setMaximumInterval(Duration.ofSeconds(10))
                    .build())
            .build();

    private Retries() {}

    /** The same waiting, with a line that the Temporal UI shows beside the activity. */
    public static ActivityOptions described(ActivityOptions options, String summary) {
        return ActivityOptions.newBuilder(options).setSummary(summary).build();
    }

    /** As {@link #described(ActivityOptions, String)}, for a try within the workflow task. */
    public static LocalActivityOptions described(LocalActivityOptions options, String summary) {
        return LocalActivityOptions.newBuilder(options).setSummary(summary).build();
    }
}
