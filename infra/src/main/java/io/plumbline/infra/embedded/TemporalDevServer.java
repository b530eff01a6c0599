package io.plumbline.infra.embedded;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The {@code temporal} program's development server as a child process: a real server with a file and a web UI. */
public final class TemporalDevServer implements EmbeddedTemporal {

    private static final String PID_FILE = "temporal.pid";
    private static final Duration START_UP = Duration.ofSeconds(30);

    private final Process process;
    private final int port;
    private final int uiPort;

    private TemporalDevServer(Process process, int port, int uiPort) {
        this.process = process;
        this.port = port;
        this.uiPort = uiPort;
    }

    /**
     * Starts on the file {@code temporal.db} under {@code directory}, and stops one that an earlier run left behind.
     *
     * @throws StartException when the program is not on the PATH or does not come up
     */
    public static TemporalDevServer start(Path directory, int port, int uiPort) {
        var log = directory.resolve("temporal.log");
        try {
            Files.createDirectories(directory);
            Orphan.stop(directory, PID_FILE, "temporal");
            var chosen = Ports.choose("plumbline.temporal.port", port);
            var chosenUi = Ports.choose("plumbline.temporal.ui-port", uiPort);
            var process = new ProcessBuilder(
                            "temporal",
                            "server",
                            "start-dev",
                            "--headless=false",
                            "--ip=127.0.0.1",
                            "--port=" + chosen,
                            "--ui-port=" + chosenUi,
                            "--db-filename=" + directory.resolve("temporal.db"),
                            "--sqlite-pragma=journal_mode=WAL",
                            "--sqlite-pragma=synchronous=NORMAL",
                            "--log-level=warn")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Files.writeString(directory.resolve(PID_FILE), Long.toString(process.pid()));
            var server = new TemporalDevServer(process, chosen, chosenUi);
            server.awaitServing(log);
            return server;
        } catch (IOException e) {
            throw new StartException(
                    "plumbline.temporal.dev-server=true needs the temporal program on the PATH: " + e.getMessage(), e);
        }
    }

    private void awaitServing(Path log) {
        var stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build());
        try {
            stubs.connect(START_UP);
        } catch (RuntimeException e) {
            close();
            throw new StartException(
                    "plumbline.temporal.dev-server=true: the server did not start; its own words are in " + log, e);
        } finally {
            stubs.shutdownNow();
        }
    }

    @Override
    public String target() {
        return "127.0.0.1:" + port;
    }

    public String uiUrl() {
        return "http://127.0.0.1:" + uiPort;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
