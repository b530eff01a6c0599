package io.plumbline.workflows.products;

import io.temporal.activity.ActivityInterface;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The hands of products. Each may be run any number of times with the effect of once. */
@ActivityInterface
public interface ProductActivities {

    /** Reads how the sync stands, and notes that the schedule has seen it. */
    SyncState readSyncState();

    /** Writes what a signal asks for, and who asked. */
    void changeProductSync(SyncCommand command);

    /**
     * Begins a session, unless it is not due any more or another one is running.
     *
     * @param due when it was due, as the schedule saw it
     * @return null when none was begun
     */
    @Nullable
    ProductRun beginProductRun(Instant due);

    /**
     * Reads the feed from the first page that the session has not read, and writes what has changed, page by page (D2,
     * D3). Ends early when there is a pause.
     */
    FeedProgress readProductFeed(long sessionId);

    /** Deletes what is gone from a complete feed, and ends the session. */
    ProductRunOutcome completeProductRun(long sessionId);

    /** Ends the session as failed, and tells everybody who is to know (D4), unless it has ended already. */
    void recordFailedProductRun(long sessionId, String reason);
}
