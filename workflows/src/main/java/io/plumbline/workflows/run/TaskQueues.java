package io.plumbline.workflows.run;

/** One task queue for each feature, named like it. */
public final class TaskQueues {

    public static final String RECONCILE = "reconcile";
    public static final String CONVERSATION = "conversation";
    public static final String FEDERATION = "federation";
    public static final String PRODUCTS = "products";

    private TaskQueues() {}
}
