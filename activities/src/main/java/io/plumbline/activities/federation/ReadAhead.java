package io.plumbline.activities.federation;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Reads the next page in a thread of its own, one at a time. What is being read at the close is given up. */
final class ReadAhead<T> implements AutoCloseable {

    private final IntFunction<T> pages;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "read-ahead");
        thread.setDaemon(true);
        return thread;
    });

    ReadAhead(IntFunction<T> pages) {
        this.pages = pages;
    }

    /**
     * Begins to read.
     *
     * @return waits for the page; throws what reading it threw
     */
    Supplier<T> read(int page) {
        var coming = thread.submit((Callable<T>) () -> pages.apply(page));
        return () -> take(coming);
    }

    private static <T> T take(Future<T> coming) {
        try {
            return coming.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // an IntFunction throws no other
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
