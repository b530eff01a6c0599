package io.plumbline.activities.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for partners, who may be slow, large or gone. The JDK's own time-out ends with the headers; this one is for
 * all of the answer. It follows no redirect, since a token is for one address.
 */
public final class PartnerClient {

    private final HttpClient http;
    private final Duration answerWithin;
    private final long largestBody;

    /**
     * @param answerWithin for the whole answer
     * @param largestBody in bytes
     */
    public PartnerClient(Duration connectWithin, Duration answerWithin, long largestBody) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectWithin)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.answerWithin = answerWithin;
        this.largestBody = largestBody;
    }

    /**
     * @throws NoAnswer when there is none in time, or it is too large
     * @throws IllegalStateException when the thread is interrupted, which it is then still
     */
    public HttpResponse<byte[]> send(HttpRequest request) throws NoAnswer {
        return await(http.sendAsync(request, head -> new BoundedBody(largestBody)));
    }

    /**
     * For a partner who is told something, and whose words do not matter.
     *
     * @return the status of the answer, whose body is not read
     * @throws NoAnswer as {@link #send}
     */
    public int tell(HttpRequest request) throws NoAnswer {
        return await(http.sendAsync(request, head -> new Unread())).statusCode();
    }

    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer) throws NoAnswer {
        try {
            return answer.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NoAnswer("did not answer within " + answerWithin, e);
        } catch (ExecutionException e) {
            throw new NoAnswer("cannot be reached: " + words(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The worker stops.", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String words(@Nullable Throwable failure) {
        if (failure == null) {
            return "for an unknown reason";
        }
        var message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
