package io.plumbline.activities.federation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import tools.jackson.databind.json.JsonMapper;

/** A registry over real HTTP, whose members and moods a test sets. */
final class Registry implements AutoCloseable {

    static final String TOKEN = "the-token";

    /** An answer that is not the list. */
    record Mood(int status, String retryAfter, String body) {

        static Mood of(int status) {
            return new Mood(status, null, "");
        }
    }

    private final HttpServer server;
    private final JsonMapper json = JsonMapper.shared();
    private final List<Map<String, Object>> members = new ArrayList<>();
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    /** By the number of the request, from 1; null answers as it should. */
    volatile IntFunction<Mood> mood = request -> null;

    volatile int pageSize = 50;
    /** Null: as many as there are. */
    volatile IntFunction<Integer> totalPages = page -> null;

    Registry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newFixedThreadPool(8, work -> {
            var thread = new Thread(work, "registry");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
    }

    static Map<String, Object> member(String id, String... fieldsAndValues) {
        var member = new LinkedHashMap<String, Object>();
        member.put("id", id);
        for (var i = 0; i < fieldsAndValues.length; i += 2) {
            member.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return member;
    }

    synchronized void has(List<Map<String, Object>> all) {
        members.clear();
        members.addAll(all);
    }

    @SafeVarargs
    final synchronized void has(Map<String, Object>... all) {
        has(List.of(all));
    }

    /** As many, named m1 and so on. */
    void hasMany(int count) {
        var all = new ArrayList<Map<String, Object>>();
        for (var i = 1; i <= count; i++) {
            all.add(member("m" + i, "firstName", "First" + i, "lastName", "Last" + i, "email", i + "@example.com"));
        }
        has(all);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            var mood = this.mood.apply(asked.size());
            if (mood != null) {
                if (mood.retryAfter() != null) {
                    exchange.getResponseHeaders().set("Retry-After", mood.retryAfter());
                }
                send(exchange, mood.status(), mood.body());
                return;
            }
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, "");
                return;
            }
            var path = exchange.getRequestURI().getPath();
            if (path.endsWith("/members")) {
                send(
                        exchange,
                        200,
                        page(Integer.parseInt(
                                exchange.getRequestURI().getQuery().substring(5))));
                return;
            }
            var id = path.substring(path.lastIndexOf('/') + 1);
            var found = find(id);
            send(exchange, found == null ? 404 : 200, found == null ? "" : json.writeValueAsString(found));
        }
    }

    private synchronized Map<String, Object> find(String id) {
        return members.stream()
                .filter(member -> id.equals(member.get("id")))
                .findFirst()
                .orElse(null);
    }

    private synchronized String page(int page) {
        var from = Math.min(members.size(), (page - 1) * pageSize);
        var to = Math.min(members.size(), from + pageSize);
        var total = totalPages.apply(page);
        return json.writeValueAsString(Map.of(
                "members",
                members.subList(from, to),
                "page",
                page,
                "totalPages",
                total == null ? (members.size() + pageSize - 1) / pageSize : total));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
