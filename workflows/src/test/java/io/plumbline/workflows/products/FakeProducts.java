package io.plumbline.workflows.products;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hands of products with the tables in memory, and the time of the test server. */
final class FakeProducts implements ProductActivities {

    final List<Instant> begun = new ArrayList<>();
    final List<Instant> reads = new ArrayList<>();
    final List<SyncCommand> commands = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<Long> completed = new ArrayList<>();
    final Queue<LongFunction<FeedProgress>> answers = new ConcurrentLinkedQueue<>(); // for the next reads of the feed

    private final Supplier<Instant> clock;

    // what the tables say
    boolean running = true;
    int interval = 30;

    @Nullable
    Instant firstRunAt;

    @Nullable
    Instant lastRunAt;

    @Nullable
    Instant requestedAt;

    @Nullable
    Instant pausedUntil;

    @Nullable
    Long session;

    int sessions;

    FakeProducts(Supplier<Instant> clock) {
        this.clock = clock;
        this.firstRunAt = clock.get().plusSeconds(5);
    }

    synchronized void change(Runnable change) {
        change.run();
    }

    @Override
    public synchronized SyncState readSyncState() {
        return new SyncState(running, interval, true, next(), lastRunAt, pausedUntil, null, null, session);
    }

    private @Nullable Instant next() {
        return new ProductSchedule(
                        running, Duration.ofMinutes(interval), firstRunAt, lastRunAt, requestedAt, pausedUntil)
                .nextRun()
                .orElse(null);
    }

    @Override
    public synchronized void changeProductSync(SyncCommand command) {
        if (command.intervalMinutes() != null && !ProductSyncRequest.isPossible(command.intervalMinutes())) {
            throw io.plumbline.workflows.run.Rejected.because("intervalMinutes must be from 1 to 1440");
        }
        commands.add(command);
        switch (command.kind()) {
            case start -> {
                running = true;
                interval = command.intervalMinutes() == null ? 30 : command.intervalMinutes();
            }
            case stop -> {
                running = false;
                firstRunAt = null;
                requestedAt = null;
            }
            case pause -> pausedUntil = clock.get().plus(Duration.ofMinutes(command.minutes()));
            case resume -> pausedUntil = null;
            case run -> requestedAt = clock.get();
        }
    }

    @Override
    public synchronized @Nullable ProductRun beginProductRun(Instant due) {
        var next = next();
        if (next == null || next.isAfter(due) || session != null) {
            return null;
        }
        firstRunAt = null;
        requestedAt = null;
        lastRunAt = clock.get();
        begun.add(lastRunAt);
        session = (long) ++sessions;
        return new ProductRun(session, 3, Duration.ofSeconds(5), null);
    }

    @Override
    public FeedProgress readProductFeed(long sessionId) {
        synchronized (this) {
            reads.add(clock.get());
            if (pausedUntil != null && pausedUntil.isAfter(clock.get())) {
                return new FeedProgress(4, pausedUntil);
            }
        }
        var answer = answers.poll();
        return answer == null ? new FeedProgress(10, null) : answer.apply(sessionId);
    }

    @Override
    public synchronized ProductRunOutcome completeProductRun(long sessionId) {
        session = null;
        completed.add(sessionId);
        return new ProductRunOutcome(sessionId, 10, 1, 2, 7, 0, null);
    }

    @Override
    public synchronized void recordFailedProductRun(long sessionId, String reason) {
        if (session != null && session == sessionId) {
            session = null;
            failures.add(sessionId + ": " + reason);
        }
    }
}
