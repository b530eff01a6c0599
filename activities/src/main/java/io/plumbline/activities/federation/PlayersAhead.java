package io.plumbline.activities.federation;

import static org.jooq.impl.DSL.inline;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the players of a large organisation on a second connection, in a thread of its own, while those who have passed are
 * written on the first one. Both see the players of one moment.
 */
final class PlayersAhead {

    private static final Logger log = LoggerFactory.getLogger(PlayersAhead.class);
    private static final List<Player> END = List.of();
    private static final long LOOK_MILLIS = 100;

    private final DSLContext db;
    private final Semaphore second = new Semaphore(1); // if all took two connections, each might wait for another's

    PlayersAhead(DSLContext db) {
        this.db = db;
    }

    /**
     * As {@link Players#eachPart}.
     *
     * @param snapshot what the first connection sees; null where it has locked the players
     * @return whether they were read; not while another organisation's are, nor where there is no second connection
     */
    boolean eachPart(
            @Nullable String snapshot, String connectorId, String organizationId, Consumer<List<Player>> reader) {
        if (!second.tryAcquire()) {
            return false;
        }
        var thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "players-ahead"));
        try {
            var parts = new ArrayBlockingQueue<List<Player>>(2);
            var reading = thread.submit(() -> read(snapshot, connectorId, organizationId, parts));
            List<Player> first;
            try {
                first = next(parts, reading);
            } catch (RuntimeException e) {
                log.warn("{}/{}: read on one connection: {}", connectorId, organizationId, e.getMessage());
                return false;
            }
            for (var part = first; part != END; part = next(parts, reading)) {
                reader.accept(part);
            }
            return true;
        } finally {
            thread.shutdownNow();
            second.release();
        }
    }

    private @Nullable Void read(
            @Nullable String snapshot, String connectorId, String organizationId, BlockingQueue<List<Player>> parts)
            throws InterruptedException {
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            if (snapshot != null) {
                tx.execute("set transaction isolation level repeatable read, read only");
                tx.execute("set transaction snapshot {0}", inline(snapshot));
            }
            Players.endWhenIdle(tx);
            Players.eachPart(tx, connectorId, organizationId, null, part -> put(parts, part));
        });
        parts.put(END);
        return null;
    }

    private static void put(BlockingQueue<List<Player>> parts, List<Player> part) {
        try {
            parts.put(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody takes the players any more.", e);
        }
    }

    private static List<Player> next(BlockingQueue<List<Player>> parts, Future<?> reading) {
        try {
            List<Player> part;
            do {
                part = parts.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (part == null && reading.isDone()) {
                    reading.get();
                }
            } while (part == null);
            return part;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException("The players cannot be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The worker stops.", e);
        }
    }
}
