package io.plumbline.worker.proof;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** People who ask a worker again and again, one to read and one to start something, until it is closed. */
final class Asker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Worker worker;
    private final CompletableFuture<Void> asking;

    private volatile boolean closed;
    private Duration slowest = Duration.ZERO;

    Asker(Worker worker) {
        this.worker = worker;
        this.asking = CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> ask(worker.asOperator("/api/sync-health"))),
                // a sweep, whenever none of this kind is under way: so there is one all the time
                CompletableFuture.runAsync(
                        () -> ask(worker.asOperator("/api/reconcile").POST(BodyPublishers.noBody()))));
    }

    private void ask(HttpRequest.Builder request) {
        while (!closed) {
            var began = Instant.now();
            answer(request);
            took(Duration.between(began, Instant.now()));
        }
    }

    private synchronized void took(Duration time) {
        slowest = time.compareTo(slowest) > 0 ? time : slowest;
    }

    private void answer(HttpRequest.Builder request) {
        try {
            worker.send(request.timeout(PATIENCE));
        } catch (CompletionException e) {
            // none: how long that took counts as well
        }
    }

    /** How long the slowest answer took, whatever it was; waits for those that are still due. */
    Duration end() {
        close();
        synchronized (this) {
            return slowest;
        }
    }

    @Override
    public void close() {
        closed = true;
        asking.join();
    }
}
