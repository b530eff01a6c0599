package io.plumbline.activities.products;

import io.plumbline.activities.http.NoAnswer;
import io.plumbline.activities.http.PartnerClient;
import io.plumbline.activities.http.RetryAfter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
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

    private final @Nullable FeedAddress address;
    private final InstantSource clock;
    private final PartnerClient feed;

    HttpProductFeed(ProductSettings settings, ObjectProvider<FeedAddress> demo, InstantSource clock) {
        this.address = settings.url() == null
                ? demo.getIfAvailable()
                : new FeedAddress(settings.url(), settings.token() == null ? "" : settings.token());
        this.clock = clock;
        this.feed = new PartnerClient(
                settings.connectTimeout(),
                settings.pageTimeout(),
                settings.largestPage().toBytes());
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
        var wait = RetryAfter.of(answer, clock.instant());
        if (answer.statusCode() == TOO_MANY || (answer.statusCode() == UNAVAILABLE && wait.isPresent())) {
            throw new FeedBusy(wait.orElse(USUAL_WAIT));
        }
        throw new FeedException("The feed answers " + answer.statusCode() + " for page " + number);
    }

    private HttpRequest request(int number, FeedAddress from) {
        var base = from.url().toString().replaceFirst("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(base + "/products?page=" + number))
                .header("Accept", "application/json");
        if (!from.token().isEmpty()) {
            request.header("Authorization", "Bearer " + from.token());
        }
        return request.build();
    }

    private HttpResponse<byte[]> send(int number, HttpRequest request) {
        try {
            return feed.send(request);
        } catch (NoAnswer e) {
            throw new FeedException("Page " + number + " cannot be had: the feed " + e.getMessage(), e);
        }
    }
}
