package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code temporal} program and its predecessor {@code tctl}, as an operator types them. */
public final class TemporalCli {

    private final String target;

    public TemporalCli(String target) {
        this.target = target;
    }

    /** What a command printed. */
    record Printed(int exitCode, String text) {}

    /** A command that must succeed. */
    public String temporal(String... arguments) {
        return succeeds(run(arguments));
    }

    /** As {@link #temporal}. */
    public String tctl(String... arguments) {
        var command = new ArrayList<>(List.of("tctl", "--address", target));
        command.addAll(List.of(arguments));
        return succeeds(run(command));
    }

    private static String succeeds(Printed printed) {
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        return printed.text();
    }

    Printed run(String... arguments) {
        var command = new ArrayList<>(List.of("temporal"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--address", target));
        return run(command);
    }

    private static Printed run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Printed(process.waitFor(), text);
        } catch (IOException e) {
            throw new AssertionError(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
