package io.plumbline.activities.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The body of an answer whose status is all we want: not a byte of it is waited for, however long it is. */
final class Unread implements BodySubscriber<Boolean> {

    private final CompletableFuture<Boolean> done = CompletableFuture.completedFuture(true);

    @Override
    public CompletionStage<Boolean> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {}

    @Override
    public void onError(Throwable e) {}

    @Override
    public void onComplete() {}
}
