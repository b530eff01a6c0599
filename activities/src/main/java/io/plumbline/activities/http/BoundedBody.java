package io.plumbline.activities.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body up to a number of bytes and for some time. It fails when there are more, whatever its length was said to be,
 * or when there is more to come by then.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> body;
    private final long most;
    private long taken;
    private volatile Flow.@Nullable Subscription subscription;

    BoundedBody(long most, Duration within) {
        this.most = most;
        body = bytes.getBody().toCompletableFuture().orTimeout(within.toNanos(), TimeUnit.NANOSECONDS);
        body.whenComplete((whole, failure) -> {
            if (failure != null) {
                cancel();
            }
        });
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    private void cancel() {
        var current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        bytes.onSubscribe(subscription);
        if (body.isCompletedExceptionally()) { // before there was anything to cancel
            cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        taken += parts.stream().mapToLong(ByteBuffer::remaining).sum();
        if (taken <= most) {
            bytes.onNext(parts);
            return;
        }
        bytes.onError(new IOException("it has more than " + most + " bytes"));
    }

    @Override
    public void onError(Throwable e) {
        bytes.onError(e);
    }

    @Override
    public void onComplete() {
        bytes.onComplete();
    }
}
