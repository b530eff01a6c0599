package io.plumbline.activities.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers who come at about the same time share one transaction, as a database's group commit lets them share one write.
 * The first of them waits a moment for others, and works for all.
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
    private final Duration moment;
    private final Function<List<T>, Map<T, R>> together;
    private final Function<T, R> alone;

    private Group<T, R> gathering = new Group<>(0);

    /**
     * @param most callers of one transaction; 1 lets each be alone
     * @param moment how long the first one waits for others
     * @param together in one transaction; may leave out what it likes
     */
    public Together(int most, Duration moment, Function<List<T>, Map<T, R>> together, Function<T, R> alone) {
        this.most = most;
        this.moment = moment;
        this.together = together;
        this.alone = alone;
    }

    /** Blocks until it is done. Throws what doing it alone throws. */
    public R call(T asked) {
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
        group.gather(moment);
        var all = group.close();
        var done = Map.<T, R>of();
        try {
            if (all.size() > 1) {
                done = together.apply(all);
            }
        } catch (RuntimeException e) {
            log.debug("{} could not be done together, each is done alone", all.size(), e);
        } finally {
            group.done.complete(done);
        }
    }

    /** Those who share a transaction. */
    private static final class Group<T, R> {

        private final CompletableFuture<Map<T, R>> done = new CompletableFuture<>();
        private final CompletableFuture<Void> full = new CompletableFuture<>();
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
            if (places == 0) {
                full.complete(null);
            }
            return true;
        }

        synchronized boolean isLedBy(T one) {
            return members.get(0) == one;
        }

        void gather(Duration moment) {
            try {
                full.get(moment.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                log.trace("not full");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        synchronized List<T> close() {
            places = 0;
            return List.copyOf(members);
        }
    }
}
