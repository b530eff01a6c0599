package io.plumbline.worker.start;

import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** The program in a process of its own, as people run it, so that it can be killed. */
public final class Program implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90); // for machines that are busy with other things
    private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+)(/sign-in\\S+)");

    private final Process process;
    private final Path dataDirectory;
    private final Path log;

    private Program(Process process, Path dataDirectory, Path log) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.log = log;
    }

    /** Starts it on any free ports, where the arguments do not say otherwise. */
    public static Program start(Path dataDirectory, String... arguments) {
        return startWithHeap(512, dataDirectory, arguments);
    }

    /** Starts it on this port with a Temporal that nobody runs, and waits until it says so and people can sign in. */
    public static Program startWithoutTemporal(Path dataDirectory, int port, String... arguments) {
        var all = new ArrayList<>(List.of(
                "--server.port=" + port, "--spring.temporal.connection.target=127.0.0.1:" + Ports.choose("a port", 0)));
        all.addAll(List.of(arguments));
        var program = start(dataDirectory, all.toArray(String[]::new)).awaitLog("the workers cannot start yet");
        await().atMost(PATIENCE).until(() -> Files.exists(program.operatorTokenFile()));
        return program;
    }

    private Path operatorTokenFile() {
        return dataDirectory.resolve("operator.token");
    }

    /** What an operator signs in with. */
    public String operatorToken() throws IOException {
        return Files.readString(operatorTokenFile()).strip();
    }

    /** @param megabytes of the heap */
    public static Program startWithHeap(int megabytes, Path dataDirectory, String... arguments) {
        var program = List.of("-cp", classPath(), "io.plumbline.worker.PlumblineWorker");
        return start(program, megabytes, dataDirectory, arguments);
    }

    /** Starts it as it is packaged. */
    public static Program startPackaged(Path jar, Path dataDirectory, String... arguments) {
        return start(List.of("-jar", jar.toString()), 512, dataDirectory, arguments);
    }

    private static Program start(List<String> program, int megabytes, Path dataDirectory, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + megabytes + "m"));
        command.addAll(program);
        command.add("--plumbline.data-dir=" + dataDirectory);
        for (var setting : List.of("server.port", "plumbline.temporal.port", "plumbline.temporal.ui-port")) {
            if (Arrays.stream(arguments).noneMatch(argument -> argument.startsWith("--" + setting + "="))) {
                command.add("--" + setting + "=0");
            }
        }
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(dataDirectory);
            var log = Files.createTempFile(dataDirectory.toAbsolutePath().getParent(), "start", ".log");
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Program(process, dataDirectory, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the tests run on, without the tests. */
    private static String classPath() {
        var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    public Program awaitRunning() {
        return awaitLog("Plumbline is running.");
    }

    public Program awaitLog(String words) {
        await().atMost(PATIENCE).until(() -> {
            if (!process.isAlive() && !log().contains(words)) {
                throw new AssertionError("it ended before it said '" + words + "':\n" + log());
            }
            return log().contains(words);
        });
        return this;
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the first sweep found, as it greets with. */
    public String found() {
        return log().lines()
                .filter(line -> line.startsWith("  found"))
                .findFirst()
                .orElseThrow();
    }

    public int port() {
        return Integer.parseInt(address().group(1));
    }

    /** The link of the greeting. */
    public URI signInLink() {
        return URI.create(address().group());
    }

    private Matcher address() {
        var address = ADDRESS.matcher(log());
        if (!address.find()) {
            throw new AssertionError("no address in:\n" + log());
        }
        return address;
    }

    /** Waits so long for its end. */
    public boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public int exitCode() {
        if (!endsWithin(PATIENCE)) {
            throw new AssertionError("it does not end:\n" + log());
        }
        return process.exitValue();
    }

    /** Kills it hard; its PostgreSQL goes on. */
    public void kill() {
        process.destroyForcibly();
        endsWithin(PATIENCE);
    }

    /** Stops its time: it does nothing, and does not know. */
    public void freeze() {
        signal("STOP");
    }

    /** Its time goes on. */
    public void wake() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Asks it to end. */
    public int stop() {
        process.destroy();
        return exitCode();
    }

    /** The pid of the PostgreSQL of a data directory, as its files have it; 0 when there are none. */
    public static long postgres(Path dataDirectory) {
        var file = dataDirectory.resolve("postgres/data/postmaster.pid");
        try {
            return Files.exists(file)
                    ? Long.parseLong(Files.readAllLines(file).get(0).trim())
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long postgres() {
        return postgres(dataDirectory);
    }

    /** One that has ended, and only waits for its parent to notice, has no command left. */
    public static boolean isAlive(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    /** Asks the database of the running program. */
    public <T> T ask(java.util.function.Function<DSLContext, T> question) {
        try {
            var port = Files.readAllLines(dataDirectory.resolve("postgres/data/postmaster.pid"))
                    .get(3)
                    .trim();
            return ask("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres", question);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static <T> T ask(String jdbcUrl, java.util.function.Function<DSLContext, T> question) {
        try (var connection = DriverManager.getConnection(jdbcUrl)) {
            return question.apply(DSL.using(connection, SQLDialect.POSTGRES));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Ends it and whatever it left. PostgreSQL is asked, not killed: a killed one that nobody reaps counts as running for
     * the next one on its files.
     */
    @Override
    public void close() {
        process.destroy();
        if (!endsWithin(Duration.ofSeconds(40))) {
            kill();
        }
        var postgres = postgres();
        if (postgres != 0 && isAlive(postgres)) {
            shutDown(postgres);
        }
    }

    /** Ends its PostgreSQL, in order, and waits for it. */
    public void shutDownPostgres() {
        shutDown(postgres());
    }

    private static void shutDown(long postgres) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(postgres)).start().waitFor();
            await().atMost(PATIENCE).until(() -> !isAlive(postgres));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
