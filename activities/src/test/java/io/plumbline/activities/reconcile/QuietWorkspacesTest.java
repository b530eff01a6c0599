package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.activities.TestDatabase;
import io.plumbline.infra.db.tables.records.SyncFailureRecord;
import io.plumbline.workflows.reconcile.ReconcileSweep;
import io.plumbline.workflows.reconcile.ReconcileSweepImpl;
import io.plumbline.workflows.reconcile.ReconcileWorkspaceImpl;
import io.plumbline.workflows.reconcile.ScheduledReconcileImpl;
import io.plumbline.workflows.reconcile.SweepPage;
import io.plumbline.workflows.reconcile.SweepRequest;
import io.plumbline.workflows.reconcile.SweepTotals;
import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workspaces with nothing to flag are settled a page at a time, and do not hide the others. */
class QuietWorkspacesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LONG = Duration.ofDays(30);

    private final DSLContext db = TestDatabase.empty();

    @Test
    @Tag("A17")
    void a_page_settles_the_quiet_ones_and_names_the_others() {
        Tenant.active(db, "a-lively", NOW).quietFor(Duration.ofMinutes(5));
        Tenant.active(db, "b-due", NOW).quietFor(LONG);
        var cooling = Tenant.active(db, "c-cooling", NOW);
        cooling.flag(cooling.quietFor(LONG), Duration.ofHours(3));
        Tenant.active(db, "d-empty", NOW);
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        var page = hands.activities.settleQuietWorkspaces("", Hands.run("1", NOW));

        assertThat(page)
                .isEqualTo(
                        new SweepPage(new SweepTotals(3, 2, 1, 1, 0, 0, 0, 0), List.of("b-due"), 20, "d-empty", false));
        assertThat(db.fetch(SYNC_HEALTH)
                        .sortAsc(SYNC_HEALTH.WORKSPACE_ID)
                        .map(row -> List.of(
                                row.getWorkspaceId(),
                                row.getContactsChecked(),
                                row.getStaleFound(),
                                row.getInCooldown(),
                                row.getFlagged())))
                .containsExactly(
                        List.of("a-lively", 1, 0, 0, 0),
                        List.of("c-cooling", 1, 1, 1, 0),
                        List.of("d-empty", 0, 0, 0, 0));
        assertThat(db.fetch(SYNC_HEALTH)).allSatisfy(row -> {
            assertThat(row.getRunAt()).isEqualTo(NOW);
            assertThat(row.getStatus()).isEqualTo("completed");
            assertThat(row.getWorkflowId()).isEqualTo("reconcile/sweep");
            assertThat(row.getRunId()).isEqualTo("run-1");
            assertThat(row.getDuration()).isPositive().isLessThan(Duration.ofSeconds(5));
        });
    }

    @Test
    @Tag("A17")
    void pages_that_are_settled_in_parts_have_every_workspace_once_and_in_order() {
        for (var number = 10; number < 21; number++) {
            var tenant = Tenant.active(db, "w" + number, NOW);
            if (number % 4 == 0) {
                tenant.quietFor(LONG);
            }
        }
        var hands = new Hands(db, Hands.settings(50, 4), InstantSource.fixed(NOW));

        var due = new ArrayList<String>();
        var quiet = SweepTotals.NONE;
        var ends = new ArrayList<String>();
        SweepPage page;
        do {
            var after = ends.isEmpty() ? "" : ends.get(ends.size() - 1);
            page = hands.activities.settleQuietWorkspaces(after, Hands.run("1", NOW));
            due.addAll(page.due());
            quiet = quiet.plus(page.quiet());
            ends.add(page.last());
        } while (page.morePages());

        assertThat(ends).containsExactly("w13", "w17", "w20");
        assertThat(due).containsExactly("w12", "w16", "w20");
        assertThat(quiet.workspaces()).isEqualTo(8);
        assertThat(db.fetchCount(SYNC_HEALTH)).isEqualTo(8);
    }

    @Test
    @Tag("A1")
    void only_workspaces_with_a_whole_channel_are_swept() {
        Tenant.active(db, "whole", NOW);
        db.insertInto(WORKSPACE, WORKSPACE.ID, WORKSPACE.CHANNEL_PHONE_ID, WORKSPACE.CHANNEL_ACCESS_TOKEN)
                .values("no-token", "phone", null)
                .values("empty-token", "phone", "")
                .values("no-phone", null, "token")
                .execute();
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        hands.activities.settleQuietWorkspaces("", Hands.run("1", NOW));

        assertThat(db.fetch(SYNC_HEALTH).getValues(SYNC_HEALTH.WORKSPACE_ID)).containsExactly("whole");
    }

    @Test
    @Tag("A13")
    void a_dry_run_counts_and_writes_nothing() {
        Tenant.active(db, "quiet", NOW);
        Tenant.active(db, "due", NOW).quietFor(LONG);
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        var page = hands.activities.settleQuietWorkspaces("", Hands.dryRun("1", NOW));

        assertThat(page.quiet().workspaces()).isEqualTo(1);
        assertThat(page.due()).containsExactly("due");
        assertThat(db.fetchCount(SYNC_HEALTH)).isZero();
    }

    @Test
    @Tag("A11")
    void a_failure_of_a_workspace_that_is_quiet_in_the_next_sweep_is_resolved_and_no_other() {
        Tenant.active(db, "quiet", NOW);
        Tenant.active(db, "quiet-replayed", NOW);
        Tenant.active(db, "due", NOW).quietFor(LONG);
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));
        for (var workspace : List.of("quiet", "quiet-replayed", "due")) {
            hands.activities.recordFailedRun(workspace, Hands.run("0", NOW.minusSeconds(3_600)), "it timed out");
        }
        db.execute(
                "update sync_failure set replaying = true, replayed_by = 'ana' where workspace_id = 'quiet-replayed'");
        db.execute("insert into sync_failure (source, workspace_id, contact_phone, error) "
                + "values ('conversation', 'quiet', '+525512345678', 'contact_not_found')");

        hands.activities.settleQuietWorkspaces("", Hands.dryRun("1", NOW));
        assertThat(db.fetchCount(SYNC_FAILURE, SYNC_FAILURE.RESOLVED.isTrue())).isZero();
        hands.activities.settleQuietWorkspaces("", Hands.run("2", NOW));

        assertThat(db.fetch(SYNC_FAILURE).sortAsc(SYNC_FAILURE.ID))
                .extracting(
                        SyncFailureRecord::getSource,
                        SyncFailureRecord::getWorkspaceId,
                        SyncFailureRecord::getResolvedAt,
                        SyncFailureRecord::getResolvedBy,
                        SyncFailureRecord::getReplaying)
                .containsExactly(
                        tuple("reconcile", "quiet", NOW, "sync", false),
                        tuple("reconcile", "quiet-replayed", NOW, "ana", false),
                        tuple("reconcile", "due", null, null, false),
                        tuple("conversation", "quiet", null, null, false));
    }

    @Property(tries = 30)
    @net.jqwik.api.Tag("A3")
    @net.jqwik.api.Tag("A17")
    void the_page_counts_what_a_run_of_each_workspace_counts(@ForAll Random random) {
        var db = TestDatabase.empty();
        for (int i = 0; i < 6; i++) {
            var tenant = Tenant.active(db, "w" + i, NOW);
            for (int contacts = random.nextInt(8); contacts > 0; contacts--) {
                var contact = tenant.contact(
                        List.of("new", "archived", "contacted").get(random.nextInt(3)),
                        random.nextBoolean() ? null : Duration.ofMinutes(random.nextInt(180)),
                        random.nextBoolean() ? null : Duration.ofMinutes(random.nextInt(180)),
                        Duration.ofMinutes(random.nextInt(180)));
                if (random.nextBoolean()) {
                    tenant.flag(contact, Duration.ofHours(random.nextInt(30)));
                }
            }
        }
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));

        var page = hands.activities.settleQuietWorkspaces("", Hands.run("page", NOW));

        for (int i = 0; i < 6; i++) {
            var plan = hands.planner.dryRun("w" + i, null, NOW);
            assertThat(page.due().contains("w" + i)).isEqualTo(plan.flagged() > 0);
            var settled = db.fetchOptional(SYNC_HEALTH, SYNC_HEALTH.WORKSPACE_ID.eq("w" + i));
            assertThat(settled.isPresent()).isEqualTo(plan.flagged() == 0);
            settled.ifPresent(
                    row -> assertThat(List.of(row.getContactsChecked(), row.getStaleFound(), row.getInCooldown()))
                            .isEqualTo(List.of(plan.contactsChecked(), plan.staleFound(), plan.inCooldown())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0001", "XX001", "XX002", "54000"})
    @Tag("A2")
    void a_quiet_workspace_that_breaks_the_statement_fails_alone(String state) {
        for (int i = 0; i < 5; i++) {
            Tenant.active(db, "w" + i, NOW);
        }
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));
        refuseRowsOf("sync_health", "new.workspace_id = 'w2' and new.status = 'completed'", state);
        try {
            var totals = sweep(hands);

            assertThat(totals.workspaces()).isEqualTo(5);
            assertThat(totals.failed()).isEqualTo(1);
            assertThat(db.fetchSingle(SYNC_FAILURE).getWorkspaceId()).isEqualTo("w2");
            assertThat(db.fetchCount(SYNC_HEALTH, SYNC_HEALTH.STATUS.eq("completed")))
                    .isEqualTo(4);
        } finally {
            db.execute("drop trigger refuse on sync_health");
        }
    }

    @Test
    @Tag("A2")
    @Tag("A11")
    void of_1000_workspaces_one_fails_and_999_complete() {
        db.execute("insert into workspace (id, channel_phone_id, channel_access_token) "
                + "select 'w' || lpad(n::text, 4, '0'), 'p', 't' from generate_series(1, 1000) n");
        db.execute("insert into contact (workspace_id, created_at) "
                + "select id, timestamptz '2026-01-01' from workspace, generate_series(1, 2)");
        var hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));
        refuseRowsOf(
                "contact_note",
                "exists (select from contact where id = new.contact_id and workspace_id = 'w0500')",
                "P0001");
        try {
            var totals = sweep(hands);

            assertThat(totals.workspaces()).isEqualTo(1_000);
            assertThat(totals.failed()).isEqualTo(1);
            assertThat(totals.flagged()).isEqualTo(2 * 999);
            assertThat(db.fetchCount(SYNC_HEALTH, SYNC_HEALTH.STATUS.eq("completed")))
                    .isEqualTo(999);
            assertThat(db.fetchSingle(SYNC_HEALTH, SYNC_HEALTH.STATUS.eq("failed"))
                            .getWorkspaceId())
                    .isEqualTo("w0500");
            var failure = db.fetchSingle(SYNC_FAILURE);
            assertThat(failure.getWorkspaceId()).isEqualTo("w0500");
            assertThat(failure.getError()).isEqualTo("ERROR: refused by the test");
            assertThat(db.fetchCount(CONTACT_NOTE)).isEqualTo(2 * 999);
        } finally {
            db.execute("drop trigger refuse on contact_note");
        }
    }

    private void refuseRowsOf(String table, String when, String state) {
        db.execute("""
                create or replace function refuse() returns trigger language plpgsql as
                $$ begin if %s then raise exception 'refused by the test' using errcode = '%s'; end if; return new; end $$
                """.formatted(when, state));
        db.execute("create trigger refuse before insert on " + table + " for each row execute function refuse()");
    }

    private static SweepTotals sweep(Hands hands) {
        try (var temporal = TestWorkflowEnvironment.newInstance()) {
            var worker = temporal.newWorker(TaskQueues.RECONCILE);
            worker.registerWorkflowImplementationTypes(
                    ScheduledReconcileImpl.class, ReconcileSweepImpl.class, ReconcileWorkspaceImpl.class);
            worker.registerActivitiesImplementations(hands.activities);
            temporal.start();
            return temporal.getWorkflowClient()
                    .newWorkflowStub(
                            ReconcileSweep.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(TaskQueues.RECONCILE)
                                    .setWorkflowId(ReconcileSweep.ID)
                                    .build())
                    .sweep(SweepRequest.by(Trigger.scheduled));
        }
    }
}
