package io.plumbline.bench;

import io.plumbline.activities.http.Hmac;
import io.plumbline.infra.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A server in a process of its own, on the database of the stage: the program as people run it, or a baseline. */
final class ServerProcess implements AutoCloseable {

    private static final Path CLASS_PATH = Path.of("infra/bench/target/worker-classpath");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SECRET = UUID.randomUUID().toString(); // of tokens

    private static final int PAUSE_MILLIS = 50;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program as people run it. */
    static ServerProcess worker(Stage stage, String roles, String... settings) {
        var port = Ports.choose("a port", 0);
        var arguments = new ArrayList<>(List.of(
                "-cp",
                classPathOfWorker(),
                "io.plumbline.worker.PlumblineWorker",
                "--spring.datasource.url=" + stage.jdbcUrl(),
                "--plumbline.data-dir=" + stage.directory().resolve("worker"),
                "--plumbline.security.jwt.secret=" + SECRET,
                "--plumbline.temporal.port=0",
                "--plumbline.roles=" + roles,
                "--server.port=" + port));
        arguments.addAll(List.of(settings));
        return start(port, Jvm.with(arguments));
    }

    /** @param main is told its port and the address of the database */
    static ServerProcess of(Class<?> main, Stage stage) {
        var port = Ports.choose("a port", 0);
        return start(port, Jvm.of(main, List.of(), Integer.toString(port), stage.jdbcUrl()));
    }

    private static String classPathOfWorker() {
        try {
            return Files.readString(CLASS_PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerProcess start(int port, ProcessBuilder jvm) {
        try {
            var process = jvm.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            var server = new ServerProcess(process, port);
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        var until = Instant.now().plus(PATIENCE);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(until)) {
                close();
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

    static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gets one into a worker, to look at everything. */
    static String viewerToken() {
        var until = Instant.now().plus(Duration.ofDays(1)).getEpochSecond();
        var signed = base64("{\"alg\":\"HS256\"}") + "."
                + base64("{\"sub\":\"bench\",\"roles\":[\"viewer\"],\"exp\":" + until + "}");
        var signature = Hmac.of(SECRET, signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64(HexFormat.of().parseHex(signature.hex()));
    }

    private static String base64(String json) {
        return base64(json.getBytes(StandardCharsets.US_ASCII));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
