package io.plumbline.activities.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Reads pages of a partner in a thread of its own, one at a time, so that the next one comes while this one is worked on.
 * What is being read at the close is given up.
 */
public final class ReadAhead<T> implements AutoCloseable {

    private final IntFunction<T> pages;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "read-ahead");
        thread.setDaemon(true);
        return thread;
    });

    /** @param pages reads the page of a number */
    public ReadAhead(IntFunction<T> pages) {
        this.pages = pages;
    }

    /**
     * Begins to read.
     *
     * @return waits for the page, and throws what reading it threw
     */
    public Supplier<T> read(int page) {
        var coming = thread.submit((Callable<T>) () -> pages.apply(page));
        return () -> take(coming);
    }

    private static <T> T take(Future<T> coming) {
        try {
            return coming.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException("The page cannot be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The worker stops.", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
