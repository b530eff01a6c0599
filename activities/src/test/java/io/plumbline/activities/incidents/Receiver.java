package io.plumbline.activities.incidents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** A program of somebody else that takes webhooks. */
final class Receiver implements AutoCloseable {

    /** What it does with a message. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A message as it came. */
    record Came(String id, String timestamp, String signature, String body) {

        @SuppressWarnings("unchecked")
        Map<String, Object> json() {
            return JsonMapper.builder().build().readValue(body, Map.class);
        }
    }

    private final List<Came> all = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Answer answer = status(204);

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "receiver");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hooks");
    }

    void answer(Answer answer) {
        this.answer = answer;
    }

    List<Came> all() {
        return List.copyOf(all);
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        all.add(new Came(
                headers.getFirst("webhook-id"),
                headers.getFirst("webhook-timestamp"),
                headers.getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        try (exchange) {
            answer.to(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
