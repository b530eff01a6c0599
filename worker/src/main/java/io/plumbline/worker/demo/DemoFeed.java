package io.plumbline.worker.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.activities.products.FeedAddress;
import io.plumbline.infra.embedded.StartException;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A feed of products to try Plumbline with: a small HTTP server on this machine's own address, where no setting names a
 * feed. Some prices change every few minutes, and now and then a product comes or goes.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(
        "${plumbline.demo:${plumbline.embedded.database:false}} and '${plumbline.products.url:}'.isBlank()")
class DemoFeed {

    private static final Logger log = LoggerFactory.getLogger(DemoFeed.class);
    private static final int PRODUCTS = 4_540;
    private static final int PAGE_SIZE = 100;
    private static final int SLOW_MILLIS = 60; // a page, so that one sees the sync at work
    private static final long PRICES_CHANGE_EVERY = TimeUnit.MINUTES.toMillis(10);
    private static final int ONE_PRICE_OF = 40; // changes at a time
    private static final String[] KINDS = {"Coffee", "Tea", "Chocolate", "Honey", "Olive oil", "Pasta", "Rice", "Jam"};
    private static final String[] SORTS = {"dark", "mild", "organic", "classic", "smoked", "fresh", "house", "mountain"
    };

    private final String token = UUID.randomUUID().toString();
    private final InstantSource clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
        var thread = new Thread(work, "demo-feed");
        thread.setDaemon(true);
        return thread;
    });

    DemoFeed(InstantSource clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new StartException("The demo's feed of products cannot be started.", e);
        }
        server.createContext("/products", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @Bean
    FeedAddress demoFeedAddress() {
        return new FeedAddress(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), token);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var authorized =
                    ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            var query = String.valueOf(exchange.getRequestURI().getQuery());
            if (!authorized || !query.matches("page=\\d{1,6}")) {
                exchange.sendResponseHeaders(authorized ? 400 : 401, -1);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            var body = page(Integer.parseInt(query.substring("page=".length())), now())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.debug("the demo ends", e);
        }
    }

    /** Which of its states the feed is in. */
    private long now() {
        return clock.instant().toEpochMilli() / PRICES_CHANGE_EVERY;
    }

    static String page(int number, long now) {
        var first = (number - 1) * PAGE_SIZE + 1;
        var items = IntStream.rangeClosed(Math.max(first, 1), Math.min(first + PAGE_SIZE - 1, PRODUCTS))
                .mapToObj(product -> item(product, now))
                .collect(Collectors.joining(","));
        return "{\"items\":[" + items + "],\"page\":" + number + ",\"totalPages\":" + pages() + "}";
    }

    static int pages() {
        return (PRODUCTS + PAGE_SIZE - 1) / PAGE_SIZE;
    }

    /** The last few products are others every time: so some come, and some go. */
    private static String item(int place, long now) {
        var isPassing = place > PRODUCTS - 4;
        var product = isPassing ? place + 4 * (now % 1_000) : place;
        var changes = (now + place) / ONE_PRICE_OF; // every product in its turn
        var random = new Random(product * 31L + changes);
        return String.format(
                Locale.ROOT,
                "{\"id\":\"P-%05d\",\"name\":\"%s %s no. %d\",\"price\":%d.%02d,\"currency\":\"EUR\",\"stock\":%d,"
                        + "\"attributes\":{\"unit\":\"piece\",\"weightGrams\":%d}}",
                product,
                KINDS[place % KINDS.length],
                SORTS[place / KINDS.length % SORTS.length],
                product,
                2 + random.nextInt(40),
                random.nextInt(100),
                random.nextInt(500),
                50 * (1 + place % 20));
    }

    @PreDestroy
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }
}
