package io.plumbline.activities.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers who come at about the same time share one transaction, as a database's group commit lets them share one write.
 * One of these transactions is under way at a time. Whoever comes meanwhile gathers, and the first of them works for all when
 * it is their turn; so nobody waits where nothing else is going on.
 *
 * <p>What the shared transaction leaves out, and all of one that fails, each caller does alone: whatever is the matter with one
 * of them is its own matter.
 *
 * @param <T> what a caller asks for
 * @param <R> what comes of it
 */
public final class Together<T, R> {

    private static final Logger log = LoggerFactory.getLogger(Together.class);

    private final int most;
    private final Duration patience;
    private final Function<List<T>, Map<T, R>> together;
    private final Function<T, R> alone;
    private final Semaphore turn = new Semaphore(1, true);

    private Group<T, R> gathering = new Group<>(0);

    /**
     * @param most callers of one transaction; 1 lets each be alone
     * @param patience how long a group waits for its turn, before it goes ahead without
     * @param together in one transaction; may leave out what it likes, and waits for nobody else's locks
     */
    public Together(int most, Duration patience, Function<List<T>, Map<T, R>> together, Function<T, R> alone) {
        this.most = most;
        this.patience = patience;
        this.together = together;
        this.alone = alone;
    }

    /** Blocks until it is done. Throws what doing it alone throws. */
    public R call(T asked) {
        if (most == 1) {
            return alone.apply(asked);
        }
        var group = group(asked);
        if (group.isLedBy(asked)) {
            lead(group);
        }
        var result = group.done.join().get(asked);
        return result != null ? result : alone.apply(asked);
    }

    /** The one that is gathering; a new one when that has no place. */
    private synchronized Group<T, R> group(T asked) {
        if (!gathering.join(asked)) {
            gathering = new Group<>(most);
            gathering.join(asked);
        }
        return gathering;
    }

    private void lead(Group<T, R> group) {
        var ours = isOurTurn();
        var all = group.close();
        var done = Map.<T, R>of();
        try {
            done = together.apply(all);
        } catch (RuntimeException e) {
            log.debug("{} could not be done together, each is done alone", all.size(), e);
        } finally {
            if (ours) {
                turn.release();
            }
            group.done.complete(done);
        }
    }

    private boolean isOurTurn() {
        try {
            return turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Those who share a transaction. */
    private static final class Group<T, R> {

        private final CompletableFuture<Map<T, R>> done = new CompletableFuture<>();
        private final List<T> members = new ArrayList<>();
        private int places;

        Group(int places) {
            this.places = places;
        }

        /** @return whether there was a place */
        synchronized boolean join(T one) {
            if (places == 0) {
                return false;
            }
            members.add(one);
            places--;
            return true;
        }

        synchronized boolean isLedBy(T one) {
            return members.get(0) == one;
        }

        /** Lets nobody else in. */
        synchronized List<T> close() {
            places = 0;
            return List.copyOf(members);
        }
    }
}
