package io.plumbline.worker.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A registry whose organisations have ten pages of members each. */
final class Registry implements AutoCloseable {

    static final int MEMBERS = 1_000;

    private static final int PAGES = 10;
    private static final int OF_EACH = MEMBERS / PAGES;

    private final HttpServer server;
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int heldPage;
    private volatile String lastName = "Byron";

    Registry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Whoever asks for this page waits. */
    void hold(int page) {
        heldPage = page;
        gate = new CountDownLatch(1);
    }

    boolean someoneWaits() {
        return waiting.get() > 0;
    }

    void release() {
        gate.countDown();
    }

    /** All members marry. */
    void rename(String newLastName) {
        lastName = newLastName;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var page = Integer.parseInt(exchange.getRequestURI().getQuery().replace("page=", ""));
            var body = body(page).getBytes(StandardCharsets.UTF_8);
            if (page == heldPage) {
                waiting.incrementAndGet();
                gate.await();
                waiting.decrementAndGet();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String body(int page) {
        return IntStream.range(0, OF_EACH)
                .map(n -> (page - 1) * OF_EACH + n)
                .mapToObj(n -> "{\"id\":\"m%d\",\"firstName\":\"Ada\",\"lastName\":\"%s\"}".formatted(n, lastName))
                .collect(Collectors.joining(
                        ",", "{\"page\":%d,\"totalPages\":%d,\"members\":[".formatted(page, PAGES), "]}"));
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
