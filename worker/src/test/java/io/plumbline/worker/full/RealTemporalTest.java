package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.TemporalDevServer;
import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Program;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same program on a Temporal server and a PostgreSQL of their own, by settings alone, spoken to by the CLI. */
@Tag("full")
@Tag("E10")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RealTemporalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path directory;
    private EmbeddedPostgres postgres;
    private TemporalDevServer server;
    private WorkflowServiceStubs stubs;
    private WorkflowClient client;
    private TemporalCli cli;
    private Program program;

    @BeforeAll
    void start(@TempDir Path ofThisClass) {
        directory = ofThisClass;
        OnThePath.require("temporal");
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
        server = TemporalDevServer.start(directory.resolve("temporal"), 0, 0);
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(server.target())
                .build());
        client = WorkflowClient.newInstance(stubs);
        cli = new TemporalCli(server.target());
        program = worker();
        awaitSweeps(1);
    }

    @AfterAll
    void stop() {
        if (program != null) {
            program.close();
        }
        if (stubs != null) {
            stubs.shutdownNow();
        }
        if (server != null) {
            server.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private Program worker(String... more) {
        var settings = new java.util.ArrayList<>(List.of(
                "--spring.datasource.url=" + postgres.jdbcUrl(),
                "--spring.temporal.connection.target=" + server.target(),
                "--plumbline.security.jwt.secret=0123456789abcdef0123456789abcdef",
                "--plumbline.demo=true"));
        settings.addAll(List.of(more));
        return Program.start(directory.resolve("worker"), settings.toArray(String[]::new));
    }

    @Test
    @Order(0) // the others start workflows that say nothing of themselves
    @Tag("E1")
    void every_workflow_says_by_its_id_its_type_its_queue_and_its_summary_what_it_is() {
        await().untilAsserted(() -> assertThat(executions("")) // the list lags behind
                .anySatisfy(one -> assertThat(words(one)).isEqualTo("ScheduledReconcile reconcile on reconcile"))
                .anySatisfy(one -> assertThat(words(one)).isEqualTo("ReconcileSweep reconcile/sweep on reconcile"))
                .anySatisfy(one -> assertThat(words(one)).isEqualTo("ReconcileWorkspace reconcile/acme on reconcile"))
                .allSatisfy(one ->
                        assertThat(summary(one.getExecution())).as(words(one)).isNotBlank()));
    }

    @Test
    @Order(0)
    @Tag("E1")
    void the_runs_of_a_workspace_and_of_an_organisation_are_found_by_their_search_attributes() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(executions("PlumblineWorkspace='acme'"))
                    .extracting(RealTemporalTest::words)
                    .contains("ReconcileWorkspace reconcile/acme on reconcile")
                    .allMatch(words -> words.contains("/acme"));
            assertThat(executions("PlumblineConnector='registry' and PlumblineOrganization='club-north'"))
                    .extracting(RealTemporalTest::words)
                    .containsExactly("SyncOrganization federation/registry/club-north on federation");
        });
    }

    @Test
    @Order(1)
    @Tag("A13")
    @Tag("E2")
    void one_workspace_is_run_by_hand_with_one_line() {
        var before = runs("acme");

        cli.temporal(
                "workflow",
                "start",
                "--type",
                "ReconcileWorkspace",
                "--task-queue",
                "reconcile",
                "--workflow-id",
                "reconcile/acme",
                "--input",
                "{\"workspaceId\":\"acme\"}");

        await().atMost(PATIENCE).until(() -> runs("acme") == before + 1);
        assertThat(row("select trigger, status, workflow_id from sync_health order by id desc limit 1"))
                .isEqualTo(List.of("manual", "completed", "reconcile/acme"));
    }

    @Test
    @Order(1)
    @Tag("A13")
    void a_sweep_by_hand_needs_no_input_and_a_dry_one_writes_nothing() {
        var before = ask(Counts::runs);
        var flags = ask(Counts::flags);

        var dry = cli.temporal(
                "workflow",
                "execute",
                "--type",
                "ReconcileSweep",
                "--task-queue",
                "reconcile",
                "--workflow-id",
                "by-hand/dry",
                "--input",
                "{\"dryRun\":true}");
        assertThat(dry).contains("COMPLETED");
        assertThat(List.of(ask(Counts::runs), ask(Counts::flags))).isEqualTo(List.of(before, flags));

        var real = cli.temporal(
                "workflow",
                "execute",
                "--type",
                "ReconcileSweep",
                "--task-queue",
                "reconcile",
                "--workflow-id",
                "by-hand/real");
        assertThat(real).contains("COMPLETED");
        assertThat(ask(Counts::runs)).isEqualTo(before + 22);
        assertThat(ask(Counts::flagsInACooldown)).isZero();
    }

    @Test
    @Order(1)
    @Tag("C23")
    @Tag("E2")
    void one_organisation_is_synced_by_hand_with_one_line() {
        await().atMost(PATIENCE) // the first syncs, of all three
                .until(() -> row("select count(*) from sync_history where status = 'completed' and type = 'scheduled'")
                        .equals(List.of(3L)));
        await().atMost(PATIENCE)
                .until(() -> executions("WorkflowType='SyncOrganization' and ExecutionStatus='Running'")
                        .isEmpty());

        var said = cli.temporal(
                "workflow",
                "execute",
                "--type",
                "SyncOrganization",
                "--task-queue",
                "federation",
                "--workflow-id",
                "federation/registry/club-north",
                "--input",
                "{\"connectorId\":\"registry\",\"organizationId\":\"club-north\",\"strategy\":\"local_wins\"}");

        assertThat(said).contains("COMPLETED");
        assertThat(row("select type, strategy, status, workflow_id from sync_history where member_id is null "
                        + "order by id desc limit 1"))
                .isEqualTo(List.of("manual", "local_wins", "completed", "federation/registry/club-north"));
        assertThat(executions(""))
                .extracting(RealTemporalTest::words)
                .contains(
                        "ScheduledFederation federation on federation",
                        "SyncOrganization federation/registry/club-south on federation",
                        "ProductSync products on products");
    }

    @Test
    @Order(1)
    @Tag("C7")
    void a_strategy_that_there_is_not_is_refused() {
        cli.temporal(
                "workflow",
                "start",
                "--type",
                "SyncOrganization",
                "--task-queue",
                "federation",
                "--workflow-id",
                "bad/strategy",
                "--input",
                "{\"connectorId\":\"registry\",\"organizationId\":\"club-north\",\"strategy\":\"newest_wins\"}");

        assertThatThrownBy(() -> client.newUntypedWorkflowStub("bad/strategy")
                        .getResult(20, java.util.concurrent.TimeUnit.SECONDS, String.class))
                .isInstanceOf(WorkflowFailedException.class)
                .rootCause()
                .hasMessageContaining("newest_wins");
    }

    @Test
    @Order(1)
    @Tag("D8")
    @Tag("E2")
    void products_are_synced_now_by_a_signal() {
        var manual = "select count(*) from sync_session where sync_mode = 'manual' and status = 'completed'";
        var before = (Long) row(manual).get(0);
        await().atMost(PATIENCE) // else this is the run that is asked for
                .until(() ->
                        row("select count(*) filter (where status = 'running') = 0 and count(*) > 0 from sync_session")
                                .equals(List.of(true)));

        cli.temporal("workflow", "signal", "--workflow-id", "products", "--name", "syncNow");

        await().atMost(PATIENCE).until(() -> row(manual).equals(List.of(before + 1)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @Order(1)
    @Tag("A13")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ReconcileWorkspace | {\"workspaceId\":\"acme\",\"staleAfter\":\"x\"}     | staleAfter",
                "ReconcileWorkspace | {\"workspaceId\":\"acme\",\"staleAfter\":\"PT0S\"}  | staleAfter must be longer than zero",
                "ReconcileWorkspace | {\"workspaceId\":\"acme\",\"staleAfter\":\"P99999999D\"} | no more than a hundred years",
                "ReconcileWorkspace | {}                                        | workspaceId is required",
                "ReconcileWorkspace | {\"workspace\":\"acme\"}                      | workspace",
                "ReconcileWorkspace | {\"workspaceId\":\"nobody\"}                  | There is no workspace 'nobody'",
                "ReconcileWorkspace | {\"workspaceId\":\"vela\"}                    | 'vela' is not active",
                "ReconcileWorkspace | \"acme\"                                    | acme",
                "ReconcileSweep     | {\"staleAfter\":\"x\"}                        | staleAfter",
                "ReconcileSweep     | {\"staleAfter\":\"PT-1H\"}                    | staleAfter must be longer than zero",
                "ReconcileSweep     | {\"trigger\":\"whim\"}                        | trigger",
            })
    void input_that_makes_no_sense_fails_at_once_with_the_reason_and_changes_nothing(
            String type, String input, String reason) {
        var before = numberOfRows();
        var id = "bad/" + input.hashCode();

        cli.temporal(
                "workflow",
                "start",
                "--type",
                type,
                "--task-queue",
                "reconcile",
                "--workflow-id",
                id,
                "--input",
                input);

        assertThatThrownBy(() -> client.newUntypedWorkflowStub(id)
                        .getResult(20, java.util.concurrent.TimeUnit.SECONDS, String.class))
                .isInstanceOfSatisfying(WorkflowFailedException.class, e -> {
                    assertThat(e.getCause()).isInstanceOf(ApplicationFailure.class);
                    assertThat(((ApplicationFailure) e.getCause()).getOriginalMessage())
                            .contains(reason);
                });
        assertThat(numberOfRows()).isEqualTo(before);
    }

    @Test
    @Order(2)
    @Tag("A1")
    void a_restart_keeps_the_cron_and_a_changed_schedule_replaces_it() {
        var first = cron();
        assertThat(first.getMemo("schedule", String.class)).isEqualTo("0 * * * *");

        program.stop();
        program = worker();
        awaitWorkers();
        assertThat(cron().getExecution()).isEqualTo(first.getExecution());

        program.stop();
        program = worker("--plumbline.reconcile.cron=30 3 * * *");
        await().atMost(PATIENCE).until(() -> !cron().getExecution().equals(first.getExecution()));
        assertThat(cron().getMemo("schedule", String.class)).isEqualTo("30 3 * * *");
        assertThat(client.newUntypedWorkflowStub(
                                first.getExecution().getWorkflowId(),
                                java.util.Optional.of(first.getExecution().getRunId()),
                                java.util.Optional.empty())
                        .describe()
                        .getStatus())
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(executions("WorkflowType='ScheduledReconcile' and ExecutionStatus='Running'"))
                                .hasSize(1));
    }

    @Test
    @Order(3)
    @Tag("A10")
    void a_sweep_whose_worker_is_killed_goes_on_with_the_next_worker_and_records_each_workspace_once() {
        ask(db -> db.execute("delete from contact_note where added_by = 'background-sync'"));
        program.stop();
        program = worker("--plumbline.reconcile.in-flight=1");
        awaitWorkers();
        var before = ask(Counts::runs);
        cli.temporal(
                "workflow",
                "start",
                "--type",
                "ReconcileSweep",
                "--task-queue",
                "reconcile",
                "--workflow-id",
                "by-hand/killed");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> ask(Counts::runs) > before + 14);
        program.kill();
        assertThat(ask(Counts::runs) - before).as("killed in the middle").isLessThan(22);

        program = worker();

        var sweep = client.newUntypedWorkflowStub("by-hand/killed");
        await().atMost(Duration.ofMinutes(4))
                .until(() ->
                        sweep.describe().getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
        var key = sweep.describe().getExecution().getRunId();
        assertThat(row("select count(*), count(distinct workspace_id) from sync_health where run_key = ?", key))
                .isEqualTo(List.of(22L, 22L));
        assertThat(ask(Counts::runsRecordedTwice)).isZero();
        assertThat(ask(Counts::flagsInACooldown)).isZero();
    }

    private WorkflowExecutionMetadata cron() {
        return client.newUntypedWorkflowStub("reconcile").describe();
    }

    private int runs(String workspaceId) {
        return ask(db -> db.fetchSingle("select count(*)::int from sync_health where workspace_id = ?", workspaceId)
                .get(0, Integer.class));
    }

    private List<Object> row(String query, Object... values) {
        return List.of(ask(db -> db.fetchSingle(query, values).intoArray()));
    }

    private List<Object> numberOfRows() {
        return row("select (select count(*) from sync_health), (select count(*) from contact_note), "
                + "(select count(*) from sync_failure where source = 'reconcile')");
    }

    private <T> T ask(Function<DSLContext, T> question) {
        return Program.ask(postgres.jdbcUrl(), question);
    }

    /** Waits until the workers of the program answer, by a run of their own. */
    private void awaitWorkers() {
        program.awaitLog("Started PlumblineWorker");
        cli.temporal(
                "workflow",
                "execute",
                "--type",
                "ReconcileWorkspace",
                "--task-queue",
                "reconcile",
                "--workflow-id",
                "by-hand/ping",
                "--input",
                "{\"workspaceId\":\"elm\",\"dryRun\":true}");
    }

    private void awaitSweeps(int sweeps) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> executions("WorkflowType='ReconcileSweep' and ExecutionStatus='Completed'")
                                .size()
                        >= sweeps);
    }

    private List<WorkflowExecutionMetadata> executions(String query) {
        return client.listExecutions(query).toList();
    }

    private static String words(WorkflowExecutionMetadata one) {
        return one.getWorkflowType() + " " + one.getExecution().getWorkflowId() + " on " + one.getTaskQueue();
    }

    private String summary(WorkflowExecution execution) {
        var described = stubs.blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution)
                        .build());
        return described
                .getExecutionConfig()
                .getUserMetadata()
                .getSummary()
                .getData()
                .toStringUtf8();
    }
}
