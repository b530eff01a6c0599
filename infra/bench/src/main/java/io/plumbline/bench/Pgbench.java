package io.plumbline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL's own program for measuring it: sends a script of SQL, and does nothing else. */
final class Pgbench {

    private static final String THREADS = "2";

    private final Path program;
    private final Stage stage;

    Pgbench(Path program, Stage stage) {
        this.program = program;
        this.stage = stage;
    }

    /** @param transactions of each client: how often it runs the script */
    void run(String script, int clients, int transactions) {
        var server = URI.create(stage.jdbcUrl().substring("jdbc:".length()));
        try {
            var file = Files.writeString(stage.directory().resolve("pgbench.sql"), script);
            var process = new ProcessBuilder(
                            program.toString(),
                            "--no-vacuum",
                            "--protocol=prepared",
                            "--host=" + server.getHost(),
                            "--port=" + server.getPort(),
                            "--username=postgres",
                            "--client=" + clients,
                            "--jobs=" + THREADS,
                            "--transactions=" + transactions,
                            "--file=" + file,
                            server.getPath().substring(1))
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("pgbench failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
