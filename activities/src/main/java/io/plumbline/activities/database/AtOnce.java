package io.plumbline.activities.database;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import org.jooq.DSLContext;

/** Runs statements at the same time, each on a connection of its own, and no more of them than it has threads. */
public final class AtOnce implements AutoCloseable {

    private final DSLContext db;
    private final ExecutorService threads;

    /** @param name of its threads */
    public AtOnce(DSLContext db, String name, int threads) {
        this.db = db;
        this.threads = Executors.newFixedThreadPool(threads, work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs a statement for each part of a work. The connections are of the caller's thread, which may wait for them for so
     * long, and for what they do; each is given back once its part is done, so that few are enough.
     *
     * @return what each part gave, in the order of the parts
     * @throws RuntimeException what the statement threw for one of the parts, once none of them is running any more
     */
    public <P, R> List<R> all(Collection<P> parts, BiFunction<DSLContext, P, R> statement) {
        var running = new ArrayList<CompletableFuture<R>>();
        try {
            parts.forEach(part -> running.add(start(part, statement)));
        } finally {
            await(running);
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private <P, R> CompletableFuture<R> start(P part, BiFunction<DSLContext, P, R> statement) {
        var connections = db.configuration().connectionProvider();
        var connection = requireNonNull(connections.acquire());
        var own = db.configuration().derive(connection).dsl();
        try {
            return CompletableFuture.supplyAsync(() -> statement.apply(own, part), threads)
                    .whenComplete((result, failure) -> connections.release(connection));
        } catch (RejectedExecutionException stopping) {
            connections.release(connection);
            throw stopping;
        }
    }

    private static void await(List<? extends CompletableFuture<?>> running) {
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    /** What has begun, and what waits for its turn, is run to the end: somebody waits for it. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
