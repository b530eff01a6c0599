package io.plumbline.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** What a batch of messages costs at the least: an HTTP server that checks nothing, and one prepared update of its rows. */
final class BareServer implements AutoCloseable {

    private static final String UPDATE =
            "update contact set last_activity_at = greatest(last_activity_at, ?) where id = any(?)";

    private final HttpServer server;
    private final DataSource database;
    private final Long[] contacts;

    private BareServer(HttpServer server, DataSource database, Long[] contacts) {
        this.server = server;
        this.database = database;
        this.contacts = contacts;
    }

    /** @param first the id of the first contact that each batch is about */
    static BareServer start(DataSource database, long first, int contacts) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var bare = new BareServer(
                    server,
                    database,
                    LongStream.range(first, first + contacts).boxed().toArray(Long[]::new));
            server.createContext("/", bare::answer);
            server.start();
            return bare;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        update();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private void update() {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(UPDATE)) {
            statement.setObject(1, Instant.now().atOffset(ZoneOffset.UTC));
            statement.setArray(2, connection.createArrayOf("bigint", contacts));
            Check.that(statement.executeUpdate() == contacts.length);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
