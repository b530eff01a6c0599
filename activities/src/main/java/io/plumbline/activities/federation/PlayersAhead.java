package io.plumbline.activities.federation;

import static org.jooq.impl.DSL.inline;

import io.plumbline.activities.federation.Players.Part;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the players of a large organisation on a second connection and tells which of them settle, in a thread of its own,
 * while those are written on the first one. Both connections see the players of one moment.
 */
final class PlayersAhead {

    private static final Logger log = LoggerFactory.getLogger(PlayersAhead.class);
    private static final Part END = new Part(List.of(), List.of());
    private static final long LOOK_MILLIS = 100;

    private final DSLContext db;
    private final Semaphore second = new Semaphore(1); // if all took two connections, each might wait for another's

    PlayersAhead(DSLContext db) {
        this.db = db;
    }

    /**
     * As {@link Players#each}, of all players.
     *
     * @param snapshot what the first connection sees; null where it has locked the players
     * @param planner asked in the other thread
     * @param writer called in this one
     * @return whether it was done; not while another organisation's are looked at, nor where there is no second connection
     */
    boolean each(
            @Nullable String snapshot,
            String connectorId,
            String organizationId,
            SyncPlanner planner,
            Consumer<Part> writer) {
        if (!second.tryAcquire()) {
            return false;
        }
        var thread = Executors.newSingleThreadExecutor(work -> {
            var daemon = new Thread(work, "players-ahead");
            daemon.setDaemon(true);
            return daemon;
        });
        try {
            var isOpen = new AtomicBoolean();
            var parts = new ArrayBlockingQueue<Part>(2);
            var reading = thread.submit(() -> {
                db.transaction(transaction -> {
                    var tx = transaction.dsl();
                    begin(tx, snapshot);
                    isOpen.set(true);
                    Players.each(tx, connectorId, organizationId, null, planner, part -> put(parts, part));
                });
                parts.put(END);
                return END;
            });
            try {
                for (var part = next(parts, reading); !part.isEmpty(); part = next(parts, reading)) {
                    writer.accept(part);
                }
                return true;
            } catch (RuntimeException e) {
                if (isOpen.get()) {
                    throw e;
                }
                log.warn("{}/{}: read on one connection: {}", connectorId, organizationId, e.getMessage());
                return false;
            }
        } finally {
            thread.shutdownNow();
            second.release();
        }
    }

    private static void begin(DSLContext tx, @Nullable String snapshot) {
        if (snapshot != null) {
            tx.execute("set transaction isolation level repeatable read, read only");
            tx.execute("set transaction snapshot {0}", inline(snapshot));
        }
        Players.endWhenIdle(tx);
    }

    private static void put(BlockingQueue<Part> parts, Part part) {
        try {
            parts.put(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody takes the players any more.", e);
        }
    }

    private static Part next(BlockingQueue<Part> parts, Future<?> reading) {
        try {
            Part part;
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
