package io.plumbline.bench;

import io.temporal.activity.ActivityInterface;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The least that a child workflow can be: one activity, which does nothing. */
@WorkflowInterface
public interface NoOp {

    @WorkflowMethod(name = "NoOp")
    void run();

    /** Does nothing. */
    @ActivityInterface
    interface Activity {

        void doNothing();
    }
}
