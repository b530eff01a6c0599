package io.plumbline.activities.products;

import static io.plumbline.activities.products.SyncSessionRepository.PRODUCTS;

import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.activities.incidents.Incidents;
import io.plumbline.activities.products.SyncControlRepository.By;
import io.plumbline.infra.db.tables.records.SyncSessionRecord;
import io.plumbline.workflows.products.FeedProgress;
import io.plumbline.workflows.products.PauseRequest;
import io.plumbline.workflows.products.ProductActivities;
import io.plumbline.workflows.products.ProductRun;
import io.plumbline.workflows.products.ProductRunOutcome;
import io.plumbline.workflows.products.ProductSyncRequest;
import io.plumbline.workflows.products.SyncCommand;
import io.plumbline.workflows.products.SyncState;
import io.plumbline.workflows.run.Rejected;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

@Component
final class ProductActivitiesImpl implements ProductActivities {

    private static final Logger log = LoggerFactory.getLogger(ProductActivitiesImpl.class);
    private static final String SIGNAL = "temporal"; // who sends a signal is not known

    private final DSLContext db;
    private final SyncControlRepository control;
    private final FeedReading feed;
    private final ProductSettings settings;
    private final ProductMetrics metrics;
    private final InstantSource clock;

    ProductActivitiesImpl(
            DSLContext db,
            SyncControlRepository control,
            FeedReading feed,
            ProductSettings settings,
            ProductMetrics metrics,
            InstantSource clock) {
        this.db = db;
        this.control = control;
        this.feed = feed;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public SyncState readSyncState() {
        return control.see();
    }

    @Override
    public void changeProductSync(SyncCommand command) {
        var by = new By(SIGNAL, thisActivity());
        switch (command.kind()) {
            case start -> control.start(interval(command.intervalMinutes()), by);
            case stop -> control.stop(by);
            case pause -> control.pause(reason(command.reason()), length(command.minutes()), by);
            case resume -> control.resume(by);
            case run -> control.requestRun(by);
        }
    }

    private int interval(@Nullable Integer minutes) {
        if (minutes == null) {
            return settings.intervalMinutes();
        }
        if (!ProductSyncRequest.isPossible(minutes)) {
            throw Rejected.because("intervalMinutes must be from " + ProductSyncRequest.LEAST_MINUTES + " to "
                    + ProductSyncRequest.MOST_MINUTES + "; it is " + minutes);
        }
        return minutes;
    }

    private static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > PauseRequest.LONGEST_REASON) {
            throw Rejected.because("reason is required, of at most " + PauseRequest.LONGEST_REASON + " characters");
        }
        return reason;
    }

    private static Duration length(@Nullable Integer minutes) {
        var length = minutes == null ? PauseRequest.DEFAULT_MINUTES : minutes;
        if (!PauseRequest.isPossible(length)) {
            throw Rejected.because("minutes must be from 1 to " + PauseRequest.MOST_MINUTES + "; it is " + length);
        }
        return Duration.ofMinutes(length);
    }

    /** The same for each try of an activity, and for nothing else. */
    private static String thisActivity() {
        var info = Activity.getExecutionContext().getInfo();
        return info.getRunId() + "/" + info.getActivityId();
    }

    @Override
    public @Nullable ProductRun beginProductRun(Instant due) {
        var session = control.begin(due, thisActivity());
        return session == null ? null : new ProductRun(session, settings.attempts(), settings.firstWait(), null);
    }

    @Override
    public FeedProgress readProductFeed(long sessionId) {
        return feed.read(sessionId, Activity.getExecutionContext()::heartbeat);
    }

    @Override
    public ProductRunOutcome completeProductRun(long sessionId) {
        var ended = db.transactionResult(transaction -> complete(transaction.dsl(), sessionId));
        if (ended.first()) {
            metrics.completed(outcome(ended.session()), took(ended.session()));
        }
        return outcome(ended.session());
    }

    /** @param first false when an earlier try had done it all */
    private record Ended(SyncSessionRecord session, boolean first) {}

    private Ended complete(DSLContext tx, long sessionId) {
        var session = SyncSessionRepository.lock(tx, sessionId);
        if (SyncSessionRepository.isCompleted(session)) {
            return new Ended(session, false);
        }
        SyncSessionRepository.lockRunning(tx, sessionId);
        var now = clock.instant();
        var incomplete = ProductPages.incompleteBecause(tx, session);
        var deleted = incomplete == null ? ProductPages.deleteUnseen(tx, session, now) : 0;
        SyncSessionRepository.complete(tx, session, deleted, note(incomplete, session.getItemsSetAside()), now);
        SyncFailureRepository.resolveOpen(tx, PRODUCTS, now);
        Incidents.over(tx, PRODUCTS, now);
        return new Ended(session, true);
    }

    private static @Nullable String note(@Nullable String incomplete, int setAside) {
        var deleted = incomplete == null ? "" : "Nothing was deleted: " + incomplete;
        var items = setAside == 0 ? "" : setAside + " items without an id of their own were set aside";
        if (deleted.isEmpty() && items.isEmpty()) {
            return null;
        }
        return deleted.isEmpty() || items.isEmpty() ? deleted + items : deleted + ". " + items;
    }

    private static ProductRunOutcome outcome(SyncSessionRecord session) {
        return new ProductRunOutcome(
                session.getId(),
                session.getItemsProcessed(),
                session.getItemsCreated(),
                session.getItemsUpdated(),
                session.getItemsUnchanged(),
                session.getItemsDeleted(),
                session.getNote());
    }

    private static Duration took(SyncSessionRecord session) {
        return Duration.between(session.getStartedAt(), session.getCompletedAt());
    }

    @Override
    public void recordFailedProductRun(long sessionId, String reason) {
        var first = db.transactionResult(transaction -> fail(transaction.dsl(), sessionId, reason));
        if (first) {
            metrics.failed();
            log.warn("The sync of the products failed (session {}): {}", sessionId, reason);
        }
    }

    private boolean fail(DSLContext tx, long sessionId, String reason) {
        var found = SyncSessionRepository.find(tx, sessionId);
        if (found.isEmpty() || found.get().getCompletedAt() != null) {
            return false; // it has ended already
        }
        var session = found.get();
        var now = clock.instant();
        SyncSessionRepository.fail(tx, session, reason, now);
        SyncFailureRepository.addOrCount(
                tx, new SyncFailureRepository.Failed(PRODUCTS, null, null, reason, "session " + sessionId), now);
        Incidents.open(
                tx,
                new Incidents.Incident(
                        PRODUCTS,
                        List.of(),
                        "The products are not synced",
                        "Session " + sessionId + " failed: " + reason + ". " + session.getNote()
                                + ". The next run comes by itself; the page /products shows when."),
                now);
        return true;
    }
}
