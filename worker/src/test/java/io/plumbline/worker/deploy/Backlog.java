package io.plumbline.worker.deploy;

/** What the Temporal server calls the number of tasks that wait, by which workers are scaled. */
public final class Backlog {

    public static final String METRIC = "approximate_backlog_count";
    public static final String LABEL = "taskqueue";

    private Backlog() {}
}
