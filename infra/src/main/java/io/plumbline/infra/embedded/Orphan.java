package io.plumbline.infra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process that outlived a parent that was killed. The caller holds the data directory, so nobody else uses it. */
final class Orphan {

    private static final Logger log = LoggerFactory.getLogger(Orphan.class);
    private static final int PATIENCE_SECONDS = 20;

    private Orphan() {}

    /** Stops the process that a folder's pid file names, when it is alive and works on that folder. */
    static void stop(Path folder, String pidFile, String commandWord) {
        pid(folder.resolve(pidFile))
                .flatMap(ProcessHandle::of)
                .filter(process -> worksOn(folder.toAbsolutePath(), process, commandWord))
                .ifPresent(process -> {
                    log.info("stopping {} (pid {}), which outlived its parent", commandWord, process.pid());
                    interrupt(process);
                    await(process, commandWord);
                });
    }

    /** A pid may be somebody else's by now, so its arguments must name the folder; where they are not told, the word. */
    private static boolean worksOn(Path folder, ProcessHandle process, String commandWord) {
        var info = process.info();
        return info.arguments()
                .map(arguments -> Arrays.stream(arguments).anyMatch(one -> one.contains(folder.toString())))
                .or(() -> info.command().map(command -> command.contains(commandWord)))
                .orElse(false);
    }

    private static Optional<Long> pid(Path pidFile) {
        try {
            return Files.exists(pidFile)
                    ? Files.readAllLines(pidFile).stream()
                            .findFirst()
                            .map(String::trim)
                            .map(Long::valueOf)
                    : Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /** SIGINT where there are signals: PostgreSQL's fast shutdown, which does not wait for clients. */
    private static void interrupt(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException noSignals) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(ProcessHandle process, String commandWord) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (runs(process)) {
            if (System.nanoTime() > deadline) {
                throw new StartException("A " + commandWord + " left by an earlier run (pid " + process.pid()
                        + ") does not stop. End it by hand, then start again.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** One that has ended and waits for its parent to notice, as in a container without an init, has no command left. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
