package io.plumbline.worker.proof;

import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.infra.embedded.TemporalDevServer;
import io.plumbline.worker.start.Program;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** A PostgreSQL, a Temporal with its file, and any number of the packaged program: each a process that may be killed. */
final class Stage implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String OPEN = "ExecutionStatus='Running' and WorkflowType in "
            + "('ReconcileSweep','ReconcileWorkspace','SyncOrganization')";

    private final Path directory;
    private final int postgresPort = Ports.choose("a trial", 0);
    private final int temporalPort;
    private final List<Worker> workers = new ArrayList<>();
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;

    private EmbeddedPostgres postgres;
    private final boolean temporalOnPostgres;
    private EmbeddedTemporal temporal;

    Stage(Path directory) {
        this(directory, false);
    }

    /** With a Temporal that has its tables in the same PostgreSQL. */
    static Stage onPostgres(Path directory) {
        return new Stage(directory, true);
    }

    private Stage(Path directory, boolean temporalOnPostgres) {
        this.directory = directory;
        this.temporalOnPostgres = temporalOnPostgres;
        this.temporalPort = temporalOnPostgres ? TemporalOnPostgres.port() : Ports.choose("a trial", 0);
        startPostgres();
        startTemporal();
        stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build());
        client = WorkflowClient.newInstance(stubs);
    }

    // ---- the parts

    void startPostgres() {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), postgresPort);
    }

    void startTemporal() {
        var its = directory.resolve("temporal");
        temporal = temporalOnPostgres
                ? TemporalOnPostgres.start(its, temporalPort, postgresPort)
                : TemporalDevServer.start(its, temporalPort, 0);
    }

    /** Kills its first process; the others notice, and end by themselves. */
    void killPostgres() {
        var pidFile = directory.resolve("postgres/data/postmaster.pid");
        var first = ProcessHandle.of(firstLine(pidFile)).orElseThrow();
        var all = Stream.concat(Stream.of(first), first.descendants()).toList();
        first.destroyForcibly();
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(one -> Program.isAlive(one.pid())));
        try {
            Files.delete(pidFile); // where nobody reaps the dead, they would count as running
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.close(); // lets go of the folder
    }

    void killTemporal() {
        var first = ProcessHandle.of(firstLine(directory.resolve("temporal/temporal.pid")))
                .orElseThrow();
        var all = Stream.concat(Stream.of(first), first.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(one -> Program.isAlive(one.pid())));
    }

    private static long firstLine(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).get(0).trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one more, and waits until it answers. */
    Worker worker(String... more) {
        return workerAt(postgresPort, temporalPort, more);
    }

    /** One that reaches its parts by other ports, which lead there. */
    Worker workerAt(int postgres, int temporal, String... more) {
        var worker = Worker.start(
                directory.resolve("worker" + workers.size()),
                Stream.concat(
                                Stream.of(
                                        "--spring.datasource.url="
                                                + jdbcUrl().replace(":" + postgresPort, ":" + postgres),
                                        "--spring.temporal.connection.target=127.0.0.1:" + temporal),
                                Stream.of(more))
                        .toArray(String[]::new));
        workers.add(worker);
        return worker;
    }

    int postgresPort() {
        return postgresPort;
    }

    int temporalPort() {
        return temporalPort;
    }

    String target() {
        return "127.0.0.1:" + temporalPort;
    }

    String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    <T> T ask(Function<DSLContext, T> question) {
        return Program.ask(postgres.jdbcUrl(), question);
    }

    /** What the Temporal on PostgreSQL tells Prometheus. */
    List<String> temporalMetrics() {
        return ((TemporalOnPostgres) temporal).metrics();
    }

    // ---- what is asked of it

    /** Starts a sweep of its own id, as people do by hand. */
    void sweep(String id) {
        start("ReconcileSweep", id);
    }

    void start(String type, String id) {
        client.newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue("reconcile")
                                .setWorkflowId(id)
                                .build())
                .start();
    }

    /** Whether a worker has begun this activity of a workflow. */
    boolean isWorkingOn(String activity, String id) {
        return client.newUntypedWorkflowStub(id).describe().getRawDescription().getPendingActivitiesList().stream()
                .anyMatch(one -> one.getActivityType().getName().equals(activity)
                        && one.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED);
    }

    /** Waits for its end, however it ends. */
    Instant endOf(String id) {
        var workflow = client.newUntypedWorkflowStub(id);
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> workflow.describe().getCloseTime(), closed -> closed != null);
    }

    /** What is wrong now that all should be well. */
    Tally tally() {
        var open = openWorkflows();
        var tally = ask(db -> Tally.of(db, open));
        if (!tally.equals(Tally.CLEAN)) {
            System.out.println(ask(Tally::failures));
        }
        return tally;
    }

    /** How many runs are open, after some patience: the list lags behind, and one may just be ending. */
    private int openWorkflows() {
        try {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> openNow() == 0);
            return 0;
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            client.listExecutions(OPEN).forEach(one -> System.out.println("still open: " + one.getExecution()));
            return openNow();
        }
    }

    private int openNow() {
        return (int) client.listExecutions(OPEN).count();
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        stubs.shutdownNow();
        temporal.close();
        postgres.close();
    }
}
