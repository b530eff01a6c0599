package io.plumbline.activities.runs;

import java.util.List;

/** What ran. Spelled as its workflow ids begin, and in the order in which runs of one moment are listed. */
public enum RunKind {
    conversation(List.of()),
    federation(List.of("created", "updated", "deactivated", "conflicts")),
    products(List.of("created", "updated", "deleted")),
    reconcile(List.of("stale", "flagged"));

    private final List<String> counted;

    RunKind(List<String> counted) {
        this.counted = counted;
    }

    /** What the counts of a run are of. */
    List<String> counted() {
        return counted;
    }
}
