package io.plumbline.activities.products;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** A feed over real HTTP that does what a test wants. */
final class FeedServer implements AutoCloseable {

    /** Answers a page in a way of its own. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    final List<String> items = new ArrayList<>();
    final Map<Integer, Answer> answers = new ConcurrentHashMap<>(); // of pages that do not answer as they should
    final Queue<Integer> asked = new ConcurrentLinkedQueue<>();
    final Queue<String> tokens = new ConcurrentLinkedQueue<>();
    int pageSize = 100;

    private final HttpServer server;

    FeedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/feed/products", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/feed");
    }

    /** Products 1 to n, each with a name and a price. */
    FeedServer with(int products) {
        items.clear();
        IntStream.rangeClosed(1, products).mapToObj(FeedServer::item).forEach(items::add);
        return this;
    }

    static String item(int n) {
        return item(n, 100 + n);
    }

    static String item(int n, int price) {
        return "{\"id\":\"p%05d\",\"name\":\"Product %d\",\"price\":%d}".formatted(n, n, price);
    }

    int pages() {
        return (items.size() + pageSize - 1) / pageSize;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var page = Integer.parseInt(exchange.getRequestURI().getQuery().substring("page=".length()));
            asked.add(page);
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answers.getOrDefault(page, usual -> send(usual, 200, page(page, pages())))
                    .to(exchange);
        }
    }

    /** A page as it should be. */
    String page(int number, int totalPages) {
        var from = Math.min((number - 1) * pageSize, items.size());
        var to = Math.min(number * pageSize, items.size());
        return "{\"items\":[" + String.join(",", items.subList(from, to)) + "],\"page\":" + number + ",\"totalPages\":"
                + totalPages + "}";
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static Answer status(int status) {
        return exchange -> send(exchange, status, "");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
