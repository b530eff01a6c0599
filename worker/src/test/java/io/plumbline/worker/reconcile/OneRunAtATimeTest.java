package io.plumbline.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.workflows.reconcile.SweepTotals;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A workspace is never worked on twice at the same time, whoever asks. */
@Tag("A14")
class OneRunAtATimeTest extends ApiTest {

    @Test
    void who_asks_for_a_run_while_one_is_under_way_is_answered_with_that_one() {
        workspace("acme");
        contact("acme", "3 hours");

        var first = whileAcmeIsHeld(() -> {
            var started = post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator());
            var second = post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator());
            assertThat(second.status()).isEqualTo(202);
            assertThat(second.json()).isEqualTo(started.json());
            return started;
        });

        awaitEnd(first);
        assertThat(count("sync_health")).isEqualTo(1);
        assertThat(count("contact_note")).isEqualTo(1);
        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));
        assertThat(count("sync_health")).as("after its end, a new one").isEqualTo(2);
    }

    @Test
    void who_asks_for_a_sweep_while_one_is_under_way_is_answered_with_that_one() {
        workspace("acme");
        contact("acme", "3 hours");

        var first = whileAcmeIsHeld(() -> {
            var started = post("/api/reconcile", "{}", operator());
            var second = post("/api/reconcile", "{}", operator());
            assertThat(second.json()).isEqualTo(started.json());
            return started;
        });

        awaitEnd(first);
        assertThat(count("sync_health")).isEqualTo(1);
    }

    @Test
    @Tag("A13")
    void a_dry_run_of_all_and_one_that_flags_do_not_take_each_others_place() {
        workspace("acme");
        contact("acme", "3 hours");

        var both = db.transactionResult(transaction -> {
            transaction.dsl().execute("lock table contact in access exclusive mode"); // neither gets to its end
            return List.of(
                    post("/api/reconcile", "{\"dryRun\":true}", operator()), post("/api/reconcile", "{}", operator()));
        });

        assertThat(both)
                .extracting(started -> started.field("workflowId"))
                .containsExactly("reconcile/sweep/dry", "reconcile/sweep");
        assertThat(awaitResult(both.get(0), SweepTotals.class))
                .as("as the other one left it, or found it")
                .startsWith("SweepTotals[workspaces=1, checked=1, stale=1, ")
                .endsWith("failed=0, alreadyRunning=0]");
        assertThat(awaitResult(both.get(1), SweepTotals.class))
                .isEqualTo(new SweepTotals(1, 1, 1, 0, 1, 0, 0, 0).toString());
        assertThat(count("sync_health")).isEqualTo(1);
    }

    @Test
    void a_sweep_leaves_a_workspace_that_is_being_worked_on_to_that_run_and_says_so() {
        workspace("acme");
        workspace("globex");
        contact("acme", "3 hours");
        contact("globex", "3 hours");

        var first = whileAcmeIsHeld(() -> {
            var one = post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator());
            var sweep = post("/api/reconcile", "{}", operator());
            assertThat(awaitResult(sweep, SweepTotals.class))
                    .isEqualTo(new SweepTotals(2, 1, 1, 0, 1, 0, 0, 1).toString());
            return one;
        });

        awaitEnd(first);
        assertThat(values("select workspace_id from sync_health order by 1")).containsExactly("acme", "globex");
        assertThat(count("contact_note")).isEqualTo(2);
    }

    private interface Asking {
        Reply answered();
    }

    /** Holds the workspace's row, so that its run does not come to its end meanwhile. */
    private Reply whileAcmeIsHeld(Asking asking) {
        return db.transactionResult(transaction -> {
            transaction.dsl().execute("select 1 from workspace where id = 'acme' for update");
            return asking.answered();
        });
    }
}
