package io.plumbline.bench;

import io.plumbline.workflows.run.Retries;
import io.temporal.workflow.Workflow;

public final class NoOpImpl implements NoOp {

    private final Activity activity = Workflow.newActivityStub(Activity.class, Retries.DATABASE);

    @Override
    public void run() {
        activity.doNothing();
    }
}
