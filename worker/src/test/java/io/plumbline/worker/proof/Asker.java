package io.plumbline.worker.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Somebody who asks a worker for the same again and again, until it is closed. */
final class Asker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Worker worker;
    private final String path;
    private final CompletableFuture<Void> asking;

    private volatile boolean closed;
    private volatile Duration slowest = Duration.ZERO;

    Asker(Worker worker, String path) {
        this.worker = worker;
        this.path = path;
        this.asking = CompletableFuture.runAsync(this::ask);
    }

    private void ask() {
        while (!closed) {
            var began = Instant.now();
            answer();
            var took = Duration.between(began, Instant.now());
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
    }

    private void answer() {
        try {
            worker.send(worker.asOperator(path).timeout(PATIENCE));
        } catch (CompletionException e) {
            // none: how long that took counts as well
        }
    }

    /** How long an answer took, whatever it was; waits for the one that is still due. */
    Duration slowest() {
        close();
        return slowest;
    }

    @Override
    public void close() {
        closed = true;
        asking.join();
    }
}
