package io.plumbline.activities.products;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** A feed at {@code GET <url>/products?page=N}, behind a bearer token. */
@Component
final class HttpProductFeed implements ProductFeed {

    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration USUAL_WAIT = Duration.ofSeconds(5); // where the feed does not say how long

    private final ProductSettings settings;
    private final @Nullable FeedAddress address;
    private final InstantSource clock;
    private final HttpClient http;

    HttpProductFeed(ProductSettings settings, ObjectProvider<FeedAddress> demo, InstantSource clock) {
        this.settings = settings;
        this.address = settings.url() == null
                ? demo.getIfAvailable()
                : new FeedAddress(settings.url(), settings.token() == null ? "" : settings.token());
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER) // the token is for this host alone
                .build();
    }

    @Override
    public boolean configured() {
        return address != null;
    }

    @Override
    public FeedPage page(int number) {
        if (address == null) {
            throw new FeedException("There is no feed: plumbline.products.url is not set");
        }
        var answer = send(number, request(number, address));
        if (answer.statusCode() == OK) {
            return FeedPageReader.read(number, new String(answer.body(), StandardCharsets.UTF_8));
        }
        var retryAfter = answer.headers().firstValue("Retry-After").orElse("");
        if (answer.statusCode() == TOO_MANY || (answer.statusCode() == UNAVAILABLE && !retryAfter.isEmpty())) {
            throw new FeedBusy(wait(retryAfter));
        }
        throw new FeedException("The feed answers " + answer.statusCode() + " for page " + number);
    }

    private HttpRequest request(int number, FeedAddress from) {
        var base = from.url().toString().replaceFirst("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(base + "/products?page=" + number))
                .timeout(settings.pageTimeout())
                .header("Accept", "application/json");
        if (!from.token().isEmpty()) {
            request.header("Authorization", "Bearer " + from.token());
        }
        return request.build();
    }

    /** The client's own time-out ends with the headers; ours is for all of it, so that no slow body holds us for ever. */
    private HttpResponse<byte[]> send(int number, HttpRequest request) {
        var answer = http.sendAsync(
                request, head -> new BoundedBody(settings.largestPage().toBytes()));
        try {
            return answer.get(settings.pageTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FeedException("The feed does not answer for page " + number + " in time", e);
        } catch (ExecutionException e) {
            throw new FeedException("Page " + number + " of the feed cannot be had: " + words(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeedException("Reading page " + number + " of the feed was interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String words(@Nullable Throwable e) {
        if (e == null) {
            return "for an unknown reason";
        }
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** {@code Retry-After} is in seconds, or a date (RFC 9110). */
    private Duration wait(String retryAfter) {
        try {
            if (retryAfter.matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(retryAfter));
            }
            var at = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            var wait = Duration.between(clock.instant(), at.toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return USUAL_WAIT;
        }
    }
}
