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

/** A registry of very many members over local HTTP, whose pages are made before. */
final class RegistryServer implements AutoCloseable {

    private static final int PAGE = 500;

    private final HttpServer server;
    private final byte[][] pages;

    RegistryServer(int members) {
        pages = IntStream.range(0, members / PAGE)
                .mapToObj(page -> page(page, members / PAGE))
                .toArray(byte[][]::new);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var query = exchange.getRequestURI().getQuery();
                var page = pages[Integer.parseInt(query.substring(query.indexOf('=') + 1)) - 1];
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
    }

    private static byte[] page(int page, int pages) {
        return IntStream.rangeClosed(page * PAGE + 1, (page + 1) * PAGE)
                .mapToObj(member -> """
                        {"id":"m%1$d","firstName":"First %1$d","lastName":"Last %1$d","dateOfBirth":"1990-05-01",\
                        "email":"%1$d@example.com","phone":"+353851%1$06d","address":"%1$d Mill Lane",\
                        "updatedAt":"2026-01-01T00:00:00Z"}""".formatted(member))
                .collect(Collectors.joining(
                        ",", "{\"members\":[", "],\"page\":" + (page + 1) + ",\"totalPages\":" + pages + "}"))
                .getBytes(StandardCharsets.UTF_8);
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
                            HttpRequest.newBuilder(URI.create(url() + "/organizations/o/members?page=" + page))
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
