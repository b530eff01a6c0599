package io.plumbline.workflows.reconcile;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.StoredHistories;
import io.plumbline.workflows.run.Trigger;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Stores a history of each behaviour of reconcile; see {@link StoredHistories}. */
@EnabledIfSystemProperty(named = "histories", matches = "record")
class RecordReconcileHistories {

    private final FakeReconcile hands = new FakeReconcile();
    private final ReconcileWorld world = new ReconcileWorld(hands);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void workspaces() throws IOException {
        world.newRun("acme").reconcile(WorkspaceRequest.manual("acme", Duration.ofHours(2), false));
        store("workspace_flagged_locally", "reconcile/acme", "");
        hands.behave("broken", FakeReconcile::broken);
        catchThrowable(() -> world.newRun("broken").reconcile(WorkspaceRequest.manual("broken", null, false)));
        store("workspace_failed_after_a_local_try", "reconcile/broken", "");
        hands.behave("nowhere", FakeReconcile::unknown);
        catchThrowable(() -> world.newRun("nowhere").reconcile(WorkspaceRequest.manual("nowhere", null, true)));
        store("workspace_rejected_locally", "reconcile/nowhere", "");
    }

    @Test
    void a_sweep_over_several_pages() throws IOException {
        hands.addDue(4);
        hands.addQuiet(5);
        hands.pageSize = 3;
        hands.inFlight = 2;
        hands.behave("due-00002", FakeReconcile::broken);
        world.newSweep().sweep(null);
        store("sweep_with_a_failed_workspace_without_threads", ReconcileSweep.ID, "");
    }

    @Test
    void a_dry_sweep() throws IOException {
        hands.addDue(3);
        hands.addQuiet(2);
        hands.behave("due-00001", FakeReconcile::broken);
        world.newSweep(ReconcileSweep.DRY_ID).sweep(new SweepRequest(Trigger.manual, null, true, null));
        store("sweep_dry_without_threads", ReconcileSweep.DRY_ID, "");
    }

    @Test
    void a_sweep_that_continues_as_new() throws IOException {
        hands.addDue(900);
        world.newSweep().sweep(SweepRequest.by(Trigger.scheduled));
        store("sweep_that_was_continued_without_threads", ReconcileSweep.ID, "");
    }

    /** Started without a cron, since the test server ends cron runs with an event that no real server writes there. */
    @Test
    void a_cron_run() throws IOException {
        hands.addDue(1);
        world.client
                .newWorkflowStub(
                        ScheduledReconcile.class,
                        ReconcileWorld.options(ScheduledReconcile.ID).build())
                .run();
        store("cron_run", ScheduledReconcile.ID, "");
    }

    private void store(String name, String workflowId, String runId) throws IOException {
        StoredHistories.store(world.client, "reconcile/" + name, workflowId, runId);
    }
}
