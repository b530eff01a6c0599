package io.plumbline.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.workflows.conversation.SyncConversationImpl;
import io.plumbline.workflows.federation.FederationNightsImpl;
import io.plumbline.workflows.federation.ScheduledFederationImpl;
import io.plumbline.workflows.federation.SyncOrganizationImpl;
import io.plumbline.workflows.products.ProductSyncImpl;
import io.plumbline.workflows.products.ProductSyncRunImpl;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileRun;
import io.plumbline.workflows.reconcile.ReconcileSweepImpl;
import io.plumbline.workflows.reconcile.ReconcileWorkspace;
import io.plumbline.workflows.reconcile.ReconcileWorkspaceImpl;
import io.plumbline.workflows.reconcile.ScheduledReconcileImpl;
import io.plumbline.workflows.reconcile.WorkspaceOutcome;
import io.plumbline.workflows.reconcile.WorkspaceRequest;
import io.plumbline.workflows.run.Retries;
import io.plumbline.workflows.run.StoredHistories;
import io.plumbline.workflows.run.Trigger;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stored history replays on today's code, so that an upgrade breaks no execution that is under way. */
class ReplayTest {

    private static final Path HISTORIES = StoredHistories.FOLDER;

    static List<String> histories() {
        try (Stream<Path> files = Files.walk(HISTORIES)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> HISTORIES.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("histories")
    @Tag("E8")
    void it_replays(String history) throws Exception {
        WorkflowReplayer.replayWorkflowExecution(
                HISTORIES.resolve(history).toFile(),
                ProductSyncImpl.class,
                ProductSyncRunImpl.class,
                ScheduledReconcileImpl.class,
                ReconcileSweepImpl.class,
                ReconcileWorkspaceImpl.class,
                SyncConversationImpl.class,
                ScheduledFederationImpl.class,
                FederationNightsImpl.class,
                SyncOrganizationImpl.class);
    }

    @Test
    @Tag("E8")
    void every_workflow_has_stored_histories() {
        assertThat(histories())
                .contains(
                        "conversation/failed.json",
                        "conversation/saved_again.json",
                        "conversation/skipped.json",
                        "conversation/synced.json",
                        "federation/member_changed.json",
                        "federation/night.json",
                        "federation/night_of_a_zone.json",
                        "federation/organization_given_up.json",
                        "federation/organization_synced.json",
                        "federation/organization_tried_again.json",
                        "products/run_cancelled.json",
                        "products/run_completed.json",
                        "products/run_failed.json",
                        "products/run_paused.json",
                        "products/schedule_after_a_lost_run.json",
                        "products/schedule_of_runs_that_fail_and_pause.json",
                        "products/schedule_steered.json",
                        "products/schedule_that_continues_as_new.json",
                        "reconcile/cron_run.json",
                        "reconcile/sweep_dry.json",
                        "reconcile/sweep_dry_without_threads.json",
                        "reconcile/sweep_that_continues_as_new.json",
                        "reconcile/sweep_that_was_continued_without_threads.json",
                        "reconcile/sweep_with_a_failed_workspace.json",
                        "reconcile/sweep_with_a_failed_workspace_without_threads.json",
                        "reconcile/workspace_failed.json",
                        "reconcile/workspace_failed_after_a_local_try.json",
                        "reconcile/workspace_flagged.json",
                        "reconcile/workspace_flagged_locally.json",
                        "reconcile/workspace_rejected.json",
                        "reconcile/workspace_rejected_locally.json");
    }

    @Test
    @Tag("E8")
    void activities_in_another_order_would_be_noticed() {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(
                        HISTORIES.resolve("reconcile/workspace_flagged.json").toFile(), Reordered.class))
                .hasMessageContaining("NonDeterministicException");
    }

    /** What {@link ReconcileWorkspaceImpl} must not become without a version. */
    public static final class Reordered implements ReconcileWorkspace {

        private final ReconcileActivities activities =
                Workflow.newActivityStub(ReconcileActivities.class, Retries.DATABASE);

        @Override
        public WorkspaceOutcome reconcile(@Nullable WorkspaceRequest request) {
            var run = new ReconcileRun(Trigger.manual, Instant.EPOCH, null, false, "", "", "");
            activities.recordFailedRun("acme", run, "");
            return activities.flagStaleContacts("acme", run);
        }
    }
}
