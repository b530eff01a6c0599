package io.plumbline.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A feed of very many products over local HTTP, whose pages are made before. */
final class FeedServer implements AutoCloseable {

    private static final int PAGE = 1_000;

    private final HttpServer server;
    private final int products;
    private volatile byte[][] pages = {};

    FeedServer(int products) {
        this.products = products;
        change(0);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/products", exchange -> {
            try (exchange) {
                var query = exchange.getRequestURI().getQuery();
                var page = pages[Integer.parseInt(query.substring(query.indexOf('=') + 1)) - 1];
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
    }

    /** Every product has another price. */
    void change(int version) {
        pages = IntStream.range(0, products / PAGE)
                .mapToObj(page -> page(page, version))
                .toArray(byte[][]::new);
    }

    private byte[] page(int page, int version) {
        return IntStream.rangeClosed(page * PAGE + 1, (page + 1) * PAGE)
                .mapToObj(product -> product(product, version))
                .collect(Collectors.joining(
                        ",", "{\"items\":[", "],\"page\":" + (page + 1) + ",\"totalPages\":" + products / PAGE + "}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    static String product(int product, int version) {
        return """
                {"id":"p%1$06d","name":"Product no. %1$d","price":%2$d.%3$02d,"currency":"EUR","stock":%4$d,\
                "description":"What there is to say about product %1$d, in a sentence of the usual length.",\
                "attributes":{"unit":"piece","weightGrams":%4$d},"tags":["a","b"]}""".formatted(product, 10 + version, product % 100, product % 500);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int pages() {
        return pages.length;
    }

    byte[] get(HttpClient http, int page) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url() + "/products?page=" + page))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
