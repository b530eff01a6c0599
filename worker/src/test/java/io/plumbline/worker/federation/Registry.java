package io.plumbline.worker.federation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A registry with two members in every organisation. */
final class Registry implements AutoCloseable {

    private static final String MEMBERS = """
            {"page": 1, "totalPages": 1, "members": [
              {"id": "m1", "firstName": "Ada", "lastName": "King", "email": "ada@example.org"},
              {"id": "m2", "firstName": "Grace", "lastName": "Hopper"}]}""";

    private final HttpServer server;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 200;

    Registry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets whoever asks wait. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** Takes nobody's token any more. */
    void refuse() {
        status = 401;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            gate.await();
            var body = (status == 200 ? MEMBERS : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
