package io.plumbline.activities.runs;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Where in the list of runs somebody is. */
public record RunCursor(Instant at, RunKind kind, long id) {

    private static final int PARTS = 3;

    /** Empty when it is none of ours. */
    public static Optional<RunCursor> parse(String text) {
        var parts = text.split("_", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RunCursor(Instant.parse(parts[0]), RunKind.valueOf(parts[1]), Long.parseLong(parts[2])));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As an address has it. */
    @Override
    public String toString() {
        return at + "_" + kind + "_" + id;
    }
}
