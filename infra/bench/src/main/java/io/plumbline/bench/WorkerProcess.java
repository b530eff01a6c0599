package io.plumbline.bench;

import io.plumbline.infra.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The program as people run it, in a process of its own, on the database of the stage. */
final class WorkerProcess implements AutoCloseable {

    private static final Path CLASS_PATH = Path.of("infra/bench/target/worker-classpath");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private WorkerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static WorkerProcess start(Stage stage, String roles, String... settings) {
        var port = Ports.choose("a port", 0);
        try {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    Files.readString(CLASS_PATH),
                    "io.plumbline.worker.PlumblineWorker",
                    "--spring.datasource.url=" + stage.jdbcUrl(),
                    "--plumbline.data-dir=" + stage.directory().resolve("worker"),
                    "--plumbline.security.jwt.secret=" + UUID.randomUUID(),
                    "--plumbline.temporal.port=0",
                    "--plumbline.roles=" + roles,
                    "--server.port=" + port));
            command.addAll(List.of(settings));
            var process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var worker = new WorkerProcess(process, port);
            worker.awaitAnswer();
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        var until = Instant.now().plus(PATIENCE);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("the worker does not start");
            }
            pause();
        }
    }

    private boolean answers() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
