package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code temporal} program, as an operator types it. */
public final class TemporalCli {

    private final String target;

    public TemporalCli(String target) {
        this.target = target;
    }

    /** What a command printed. */
    record Printed(int exitCode, String text) {}

    /** A command that must succeed. */
    public String temporal(String... arguments) {
        var printed = run(arguments);
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        return printed.text();
    }

    Printed run(String... arguments) {
        var command = new ArrayList<>(List.of("temporal"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--address", target));
        try {
            return run(command);
        } catch (IOException e) {
            throw new AssertionError(command.toString(), e);
        }
    }

    private static Printed run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Printed(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
