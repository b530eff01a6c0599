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
import java.util.concurrent.Executors;

/** A partner over local HTTP, whose numbered pages are made before they are asked for. */
final class PageServer implements AutoCloseable {

    private final HttpServer server;
    private volatile byte[][] pages;

    PageServer(byte[][] pages) {
        this.pages = pages;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var query = exchange.getRequestURI().getQuery();
                var page = this.pages[Integer.parseInt(query.substring(query.indexOf('=') + 1)) - 1];
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
    }

    void show(byte[][] others) {
        pages = others;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int pages() {
        return pages.length;
    }

    /** @param number from 1 */
    byte[] get(HttpClient http, String path, int number) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url() + path + "?page=" + number))
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
