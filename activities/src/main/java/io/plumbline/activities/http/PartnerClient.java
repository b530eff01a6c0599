package io.plumbline.activities.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP client for partners, who may be slow, large or gone. The JDK's own time-out ends with the headers; the body's takes
 * up from there. It follows no redirect, since a token is for one address.
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
                .executor(Runnable::run) // nothing here waits, so that the thread that reads the sockets may do it all
                .build();
        this.answerWithin = answerWithin;
        this.largestBody = largestBody;
    }

    /**
     * @throws NoAnswer when there is none in time, or it is too large
     * @throws IllegalStateException when the thread is interrupted, which it is then still
     */
    public HttpResponse<byte[]> send(HttpRequest request) throws NoAnswer {
        var until = System.nanoTime() + answerWithin.toNanos();
        return exchange(request, head -> new BoundedBody(largestBody, Duration.ofNanos(until - System.nanoTime())));
    }

    /**
     * For a partner who is told something, and whose words do not matter.
     *
     * @return the status of the answer, whose body is not read
     * @throws NoAnswer as {@link #send}
     */
    public int tell(HttpRequest request) throws NoAnswer {
        return exchange(request, head -> new Unread()).statusCode();
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body) throws NoAnswer {
        var timed = HttpRequest.newBuilder(request, (name, value) -> true)
                .timeout(answerWithin)
                .build();
        try {
            return http.send(timed, body);
        } catch (IOException e) {
            throw new NoAnswer(
                    isTooLate(e) ? "did not answer within " + answerWithin : "cannot be reached: " + words(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The worker stops.", e);
        }
    }

    private static boolean isTooLate(IOException failure) {
        return failure.getCause() instanceof TimeoutException // of the body
                || failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException);
    }

    private static String words(IOException failure) {
        var message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
