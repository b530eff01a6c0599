package io.plumbline.bench;

import io.plumbline.infra.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * From {@code java -jar} to the first run that is finished: on an empty folder, with the demo company, as somebody does who
 * tries it out. Against the same parts without the program: {@link BareStart}.
 */
final class StartUp implements AutoCloseable {

    static final String BASELINE = "PostgreSQL, its schema, Temporal and a no-op workflow in one JVM";
    private static final String NAME = "15 start-up to the first finished run, of java -jar on an empty folder";
    private static final double GOAL_MILLIS = 20_000;
    private static final Path JAR = Path.of("worker/target/plumbline.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String ON_ITS_OWN = "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres";

    private final Stage stage;
    private @Nullable Process process;

    private StartUp(Stage stage) {
        this.stage = stage;
    }

    static List<Row> run(Stage stage, Size size) {
        if (!isBuilt()) {
            return List.of(Row.missing(NAME, JAR + " is missing: ./mvnw -DskipTests package", "p99 ≤ 20 s"));
        }
        try (var start = new StartUp(stage)) {
            return List.of(Rounds.measure(stage, 1, size.rounds(), start::close, start::bare, start::firstRun)
                    .waits(NAME, BASELINE, GOAL_MILLIS)
                    .withoutProcessorTime());
        }
    }

    static boolean isBuilt() {
        return Files.exists(JAR);
    }

    /** To the last run of the first sweep, on the database of the stage. */
    static Rounds ofWorkspaces(Stage stage, int workspaces, int rounds) {
        var data = stage.data();
        QuietSweep.fill(data, workspaces, 10);
        try (var start = new StartUp(stage)) {
            return Rounds.measure(
                    stage,
                    1,
                    rounds,
                    () -> {
                        start.close();
                        data.forgetHealth();
                    },
                    start::bare,
                    () -> start.runs(workspaces));
        }
    }

    private void bare() {
        try {
            process = Jvm.of(BareStart.class, List.of(), folder().toString()).start();
            Check.that(process.inputReader().readLine() != null); // it says that it is done
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void firstRun() {
        var port = Ports.choose("a port", 0);
        launch("--plumbline.postgres.port=" + port);
        await(ON_ITS_OWN.formatted(port), 1);
    }

    private void runs(int workspaces) {
        launch("--spring.datasource.url=" + stage.jdbcUrl(), "--plumbline.security.jwt.secret=" + UUID.randomUUID());
        await(stage.jdbcUrl(), workspaces);
    }

    private void launch(String... settings) {
        var arguments = new ArrayList<>(List.of(
                "-jar",
                JAR.toString(),
                "--plumbline.data-dir=" + folder(),
                "--plumbline.temporal.port=0",
                "--server.port=0"));
        arguments.addAll(List.of(settings));
        try {
            process = Jvm.with(arguments)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(String database, int runs) {
        var until = Instant.now().plus(PATIENCE);
        while (finishedRuns(database) < runs) {
            Check.that(process != null && process.isAlive() && Instant.now().isBefore(until));
            ServerProcess.pause();
        }
    }

    /** None before there is a database, and before it has its tables. */
    private static int finishedRuns(String database) {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from sync_health where status = 'completed'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            return 0;
        }
    }

    private Path folder() {
        return stage.directory().resolve("start");
    }

    /** Stops what was started, and takes its folder away. */
    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
            process = null;
        }
        try {
            FileSystemUtils.deleteRecursively(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
