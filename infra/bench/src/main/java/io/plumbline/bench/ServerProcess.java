package io.plumbline.bench;

import io.plumbline.infra.embedded.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A server in a process of its own, on the database of the stage: the program as people run it, or a baseline. */
final class ServerProcess implements AutoCloseable {

    private static final Path CLASS_PATH = Path.of("infra/bench/target/worker-classpath");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program as people run it. */
    static ServerProcess worker(Stage stage, String roles, String... settings) throws IOException {
        var port = Ports.choose("a port", 0);
        var arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=" + stage.jdbcUrl(),
                "--plumbline.data-dir=" + stage.directory().resolve("worker"),
                "--plumbline.security.jwt.secret=" + UUID.randomUUID(),
                "--plumbline.temporal.port=0",
                "--plumbline.roles=" + roles,
                "--server.port=" + port));
        arguments.addAll(List.of(settings));
        return start(port, Files.readString(CLASS_PATH), "io.plumbline.worker.PlumblineWorker", arguments);
    }

    /** @param main is told its port and the address of the database */
    static ServerProcess of(Class<?> main, Stage stage) throws IOException {
        var port = Ports.choose("a port", 0);
        return start(
                port,
                System.getProperty("java.class.path"),
                main.getName(),
                List.of(Integer.toString(port), stage.jdbcUrl()));
    }

    private static ServerProcess start(int port, String classPath, String main, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, main));
        command.addAll(arguments);
        var process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var server = new ServerProcess(process, port);
        server.awaitAnswer();
        return server;
    }

    private void awaitAnswer() {
        var until = Instant.now().plus(PATIENCE);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("the server does not start");
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
