package io.plumbline.worker.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    private volatile String lastName = "Byron";

    private record Gate(int page, AtomicInteger waiting, CountDownLatch open) {}

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

    /** Whoever asks for this page of an organisation waits from now on. */
    void hold(String organization, int page) {
        gates.put(organization, new Gate(page, new AtomicInteger(), new CountDownLatch(1)));
    }

    boolean someoneWaits(String organization) {
        return gates.get(organization).waiting().get() > 0;
    }

    /** They are answered with what was there when they asked. */
    void release(String organization) {
        gates.remove(organization).open().countDown();
    }

    /** All members marry. */
    void rename(String newLastName) {
        lastName = newLastName;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var page = Integer.parseInt(exchange.getRequestURI().getQuery().replace("page=", ""));
            var body = members(page).getBytes(StandardCharsets.UTF_8);
            var gate = gates.get(organization(exchange));
            if (gate != null && page == gate.page()) {
                gate.waiting().incrementAndGet();
                gate.open().await();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of {@code /organizations/<id>/members}. */
    private static String organization(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().split("/")[2];
    }

    private String members(int page) {
        return IntStream.range((page - 1) * OF_EACH, page * OF_EACH)
                .mapToObj(n -> "{\"id\":\"m%d\",\"firstName\":\"Ada\",\"lastName\":\"%s\"}".formatted(n, lastName))
                .collect(Collectors.joining(
                        ",", "{\"page\":%d,\"totalPages\":%d,\"members\":[".formatted(page, PAGES), "]}"));
    }

    @Override
    public void close() {
        gates.values().forEach(gate -> gate.open().countDown());
        server.stop(0);
    }
}
