package io.plumbline.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.util.FileSystemUtils;

/** A real PostgreSQL as a child process. What it has committed survives a kill of either process, and of the machine. */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final String DRAFT = "data-in-the-making-";

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
        var data = directory.resolve("data");
        try {
            Files.createDirectories(directory);
            Orphan.stop(data, "postmaster.pid", "postgres");
            dropUnfinished(directory);
            var chosen = Ports.choose("plumbline.postgres.port", port);
            if (!Files.exists(data)) {
                prepare(directory, data, chosen);
            }
            return new EmbeddedPostgres(server(directory, data, chosen));
        } catch (IOException | IllegalStateException e) {
            throw new StartException(
                    "The embedded PostgreSQL did not start; its own words are in " + directory.resolve("postgres.log")
                            + ". Set spring.datasource.url to use another one.",
                    e);
        }
    }

    /** Made aside and then renamed, so that files left half made by a start that was killed are never taken for whole. */
    private static void prepare(Path directory, Path data, int port) throws IOException {
        var draft = Files.createTempDirectory(directory, DRAFT);
        server(directory, draft, port).close();
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void dropUnfinished(Path directory) throws IOException {
        try (var drafts = Files.newDirectoryStream(directory, DRAFT + "*")) {
            for (var draft : drafts) {
                Orphan.stop(draft, "postmaster.pid", "postgres");
                FileSystemUtils.deleteRecursively(draft.toFile()); // what is still written to goes the next time
            }
        }
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres server(Path directory, Path data, int port)
            throws IOException {
        var log = ProcessBuilder.Redirect.appendTo(
                directory.resolve("postgres.log").toFile());
        return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60)) // long enough for recovery after a crash
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "''")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("jit", "off")
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .start();
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
