package io.plumbline.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How long we wait for whom, named once. */
public final class Retries {

    /** One tenant's work in our database: five tries within half a minute, then the tenant counts as failed. */
    public static final ActivityOptions DATABASE = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(2)
                    .setMaximumAttempts(5)
                    .build())
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
}
