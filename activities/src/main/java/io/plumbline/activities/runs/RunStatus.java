package io.plumbline.activities.runs;

/** How a run stands. A conversation waits where others run, and is skipped where it has no contact. */
public enum RunStatus {
    running,
    pending,
    completed,
    skipped,
    failed
}
