package io.plumbline.worker.products;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A feed of ten pages with ten products each, over real HTTP. It can be broken, and let through page by page. */
public final class Feed implements AutoCloseable {

    public static final int PAGES = 10;
    public static final int PRODUCTS = 100;

    private final Semaphore letThrough = new Semaphore(Integer.MAX_VALUE);
    private final Queue<Integer> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile int brokenFrom = Integer.MAX_VALUE;

    public Feed() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/products", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Good, and as fast as can be. */
    public void reset() {
        brokenFrom = Integer.MAX_VALUE;
        letThrough.drainPermits();
        letThrough.release(Integer.MAX_VALUE);
        asked.clear();
    }

    /** Answers 500 from this page on. */
    public void breakFrom(int page) {
        brokenFrom = page;
    }

    /** Answers so many pages more, and then holds the next one. */
    public void hold(int after) {
        letThrough.drainPermits();
        letThrough.release(after);
    }

    public void letGo() {
        letThrough.drainPermits();
        letThrough.release(Integer.MAX_VALUE);
    }

    /** The pages that were asked for, in order. */
    public Queue<Integer> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var page = Integer.parseInt(exchange.getRequestURI().getQuery().substring("page=".length()));
            asked.add(page);
            letThrough.acquireUninterruptibly();
            if (page >= brokenFrom) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            var items = IntStream.rangeClosed((page - 1) * 10 + 1, page * 10)
                    .mapToObj(n -> "{\"id\":\"" + n + "\",\"name\":\"Product " + n + "\"}")
                    .collect(Collectors.joining(","));
            var body = ("{\"items\":[" + items + "],\"page\":" + page + ",\"totalPages\":" + PAGES + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
    }
}
