package io.plumbline.worker.proof;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.infra.embedded.StartException;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Temporal server with its four services and its tables in PostgreSQL, as a team runs it: the {@code temporal-server} and
 * {@code temporal-sql-tool} programs, which {@code .ci/temporal-server} builds.
 */
final class TemporalOnPostgres implements EmbeddedTemporal {

    private static final Duration START_UP = Duration.ofMinutes(2);
    private static final Duration A_DAY = Duration.ofDays(1);

    private static final int LOWEST_PORT = 20_000;

    private final Process server;
    private final int port;
    private final int metricsPort;

    private TemporalOnPostgres(Process server, int port, int metricsPort) {
        this.server = server;
        this.port = port;
        this.metricsPort = metricsPort;
    }

    /** Makes its databases there, and starts it. */
    static TemporalOnPostgres start(Path directory, int port, int postgresPort) {
        try {
            Files.createDirectories(directory.resolve("config"));
            makeDatabase(postgresPort, "temporal", "temporal");
            makeDatabase(postgresPort, "temporal_visibility", "visibility");
            var metricsPort = port();
            Files.writeString(directory.resolve("config/trial.yaml"), configuration(port, postgresPort, metricsPort));
            var log = directory.resolve("temporal-server.log");
            var server = new ProcessBuilder(
                            "temporal-server",
                            "--root",
                            directory.toString(),
                            "--env",
                            "trial",
                            "--allow-no-auth",
                            "start")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var temporal = new TemporalOnPostgres(server, port, metricsPort);
            temporal.awaitServing(log);
            return temporal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeDatabase(int postgresPort, String name, String schema) {
        sqlTool(postgresPort, name, "create-database");
        sqlTool(postgresPort, name, "setup-schema", "--version", "0.0");
        sqlTool(postgresPort, name, "update-schema", "--schema-name", "postgresql/v12/" + schema);
    }

    private static void sqlTool(int postgresPort, String database, String... command) {
        var line = Stream.concat(
                        Stream.of(
                                "temporal-sql-tool",
                                "--plugin",
                                "postgres12",
                                "--endpoint",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(postgresPort),
                                "--user",
                                "postgres",
                                "--database",
                                database),
                        Stream.of(command))
                .toList();
        try {
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StartException(line + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String configuration(int port, int postgresPort, int metricsPort) {
        return """
                log: {stdout: true, level: warn}
                persistence:
                  defaultStore: default
                  visibilityStore: visibility
                  numHistoryShards: 4
                  datastores:
                    default:
                      sql: {pluginName: postgres12, databaseName: temporal, %1$s, maxConns: 20, maxIdleConns: 20}
                    visibility:
                      sql: {pluginName: postgres12, databaseName: temporal_visibility, %1$s, maxConns: 5, maxIdleConns: 5}
                global:
                  membership: {maxJoinDuration: 30s, broadcastAddress: 127.0.0.1}
                  metrics: {prometheus: {listenAddress: "127.0.0.1:%10$d"}}
                services:
                  frontend: {rpc: {grpcPort: %2$d, membershipPort: %3$d, bindOnLocalHost: true}}
                  history: {rpc: {grpcPort: %4$d, membershipPort: %5$d, bindOnLocalHost: true}}
                  matching: {rpc: {grpcPort: %6$d, membershipPort: %7$d, bindOnLocalHost: true}}
                  worker: {rpc: {grpcPort: %8$d, membershipPort: %9$d, bindOnLocalHost: true}}
                clusterMetadata:
                  enableGlobalNamespace: false
                  failoverVersionIncrement: 10
                  masterClusterName: active
                  currentClusterName: active
                  clusterInformation:
                    active: {enabled: true, initialFailoverVersion: 1, rpcName: frontend, rpcAddress: "127.0.0.1:%2$d"}
                """.formatted(
                        "connectAddr: \"127.0.0.1:" + postgresPort
                                + "\", connectProtocol: tcp, user: postgres, password: postgres",
                        port,
                        port(),
                        port(),
                        port(),
                        port(),
                        port(),
                        port(),
                        port(),
                        metricsPort);
    }

    /** A free one that its tables can hold: they have a smallint for it. */
    static int port() {
        return new Random()
                .ints(LOWEST_PORT, Short.MAX_VALUE)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow();
    }

    private void awaitServing(Path log) {
        var stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build());
        try {
            stubs.connect(START_UP);
            stubs.blockingStub()
                    .registerNamespace(RegisterNamespaceRequest.newBuilder()
                            .setNamespace("default")
                            .setWorkflowExecutionRetentionPeriod(Durations.fromMillis(A_DAY.toMillis()))
                            .build());
            await().atMost(START_UP).ignoreExceptions().until(() -> knowsTheNamespace(stubs));
        } catch (RuntimeException e) {
            close();
            throw new StartException("temporal-server did not start: " + words(log), e);
        } finally {
            stubs.shutdownNow();
        }
    }

    private static String words(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its services read the list of namespaces only now and then. */
    private static boolean knowsTheNamespace(WorkflowServiceStubs stubs) {
        return stubs.blockingStub()
                        .listWorkflowExecutions(ListWorkflowExecutionsRequest.newBuilder()
                                .setNamespace("default")
                                .build())
                        .getExecutionsCount()
                == 0;
    }

    /** What it tells Prometheus. */
    List<String> metrics() {
        try (var lines = URI.create("http://127.0.0.1:" + metricsPort + "/metrics")
                .toURL()
                .openStream()) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String target() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
