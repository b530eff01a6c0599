package io.plumbline.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;

/** A real PostgreSQL as a child process. What it has committed survives a kill of either process, and of the machine. */
public final class EmbeddedPostgres implements AutoCloseable {

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts on the files under {@code directory}, made where they are missing, and stops one that an earlier run left
     * behind. Listens on the loopback interface.
     *
     * @param port 0 for any that is free
     * @throws StartException when the port is taken or the server does not come up
     */
    public static EmbeddedPostgres start(Path directory, int port) {
        Orphan.stop(directory.resolve("data").resolve("postmaster.pid"), "postgres");
        var log = ProcessBuilder.Redirect.appendTo(
                directory.resolve("postgres.log").toFile());
        var chosen = Ports.choose("plumbline.postgres.port", port);
        try {
            java.nio.file.Files.createDirectories(directory);
            return new EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setDataDirectory(directory.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(chosen)
                    .setPGStartupWait(Duration.ofSeconds(60)) // long enough for recovery after a crash
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "''")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("jit", "off")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start());
        } catch (IOException | IllegalStateException e) {
            throw new StartException(
                    "The embedded PostgreSQL did not start; its own words are in " + directory.resolve("postgres.log")
                            + ". Set spring.datasource.url to use another one.",
                    e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
    }

    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
