package io.plumbline.worker.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.TemporalDevServer;
import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers are replaced one after the other while they work, as a deployment does it, and no run notices. */
@Tag("full")
@Tag("A10")
@Tag("E10")
class RollingRestartTest {

    private static final int WORKSPACES = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private EmbeddedPostgres postgres;
    private TemporalDevServer server;
    private TemporalCli cli;

    @BeforeEach
    void start() {
        OnThePath.require("temporal");
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
        server = TemporalDevServer.start(directory.resolve("temporal"), 0, 0);
        cli = new TemporalCli(server.target());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private Program worker(String name, String... more) {
        var settings = new ArrayList<>(List.of(
                "--spring.datasource.url=" + postgres.jdbcUrl(),
                "--spring.temporal.connection.target=" + server.target(),
                "--plumbline.security.jwt.secret=0123456789abcdef0123456789abcdef",
                "--plumbline.reconcile.cron=0 0 1 1 *",
                "--plumbline.reconcile.in-flight=4",
                "--plumbline.roles=reconcile"));
        settings.addAll(List.of(more));
        return Program.start(directory.resolve(name), settings.toArray(String[]::new))
                .awaitLog("Started PlumblineWorker");
    }

    @Test
    void a_rolling_restart_in_the_middle_of_a_sweep_fails_no_run_and_every_worker_ends_with_0() {
        try (var first = worker("first");
                var second = worker("second")) {
            awaitPollers(2);
            slowWorkspaces(WORKSPACES, 2);
            start("reconcile/sweep", "ReconcileSweep", "{}");
            awaitRuns(5);

            try (var third = worker("third")) {
                assertThat(first.stop()).isZero();
                var whenTheFirstHadEnded = ask(Counts::runs);
                try (var fourth = worker("fourth")) {
                    assertThat(second.stop()).isZero();
                    assertThat(ask(Counts::runs)).as("in the middle").isBetween(whenTheFirstHadEnded, WORKSPACES - 10);

                    slowBy(0);
                    var result = cli.temporal("workflow", "result", "--workflow-id", "reconcile/sweep");
                    assertThat(result).contains("COMPLETED");
                    assertThat(runs("completed")).isEqualTo(WORKSPACES);
                    assertThat(runs("failed")).isZero();
                    assertThat(ask(Counts::runsRecordedTwice)).isZero();
                    assertThat(ask(Counts::flags)).isEqualTo(WORKSPACES);
                    assertThat(cli.temporal(
                                    "workflow",
                                    "count",
                                    "--query",
                                    "ExecutionStatus='Failed' or ExecutionStatus='TimedOut'"))
                            .contains("Total: 0");
                    assertThat(List.of(first.log(), second.log()))
                            .as("all was finished in time")
                            .noneMatch(log -> log.contains("not all is finished"));
                    assertThat(third.stop()).isZero();
                    assertThat(fourth.stop()).isZero();
                }
            }
        }
    }

    @Test
    void an_activity_that_runs_is_finished_by_the_worker_that_is_told_to_end() {
        try (var worker = worker("alone")) {
            awaitPollers(1);
            slowWorkspaces(1, 8); // longer than it may take within the workflow task
            start("one", "ReconcileWorkspace", "{\"workspaceId\":\"w1\"}");
            awaitItsActivity();

            assertThat(worker.stop()).isZero();

            assertThat(runsOf("one")).as("written before it ended").isEqualTo(1);
        }
    }

    @Test
    void what_takes_longer_than_the_setting_is_left_to_the_next_worker() {
        try (var worker = worker("hurried", "--plumbline.temporal.finish-within=1s")) {
            awaitPollers(1);
            slowWorkspaces(1, 12);
            start("one", "ReconcileWorkspace", "{\"workspaceId\":\"w1\"}");
            awaitItsStatement();

            assertThat(worker.stop()).isZero();

            assertThat(worker.log()).contains("plumbline.temporal.finish-within=PT1S: not all is finished");
            assertThat(runsOf("one")).isZero();
        }
        slowBy(0);
        try (var next = worker("next")) {
            await().atMost(PATIENCE).until(() -> runsOf("one") == 1);
            assertThat(next.stop()).isZero();
        }
    }

    /** Workspaces with a contact that is stale, whose run takes so many seconds to write. */
    private void slowWorkspaces(int number, int seconds) {
        ask(db -> {
            db.execute("create table slowness as select 0 as seconds");
            db.execute("create function be_slow() returns trigger language plpgsql as "
                    + "'begin perform pg_sleep(seconds) from slowness; return new; end'");
            db.execute("create trigger slow before insert on sync_health for each row execute function be_slow()");
            db.execute(
                    "insert into workspace (id, channel_phone_id, channel_access_token) "
                            + "select 'w' || n, 'p', 't' from generate_series(1, ?) n",
                    number);
            return db.execute("insert into contact (workspace_id, phone, last_activity_at) "
                    + "select id, '+353851234567', now() - interval '1 day' from workspace");
        });
        slowBy(seconds);
    }

    private void slowBy(int seconds) {
        ask(db -> db.execute("update slowness set seconds = ?", seconds));
    }

    private void start(String id, String type, String input) {
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
    }

    /** Until so many workers ask for activities of the queue. */
    private void awaitPollers(int workers) {
        await().atMost(PATIENCE)
                .until(() -> cli.temporal(
                                        "task-queue",
                                        "describe",
                                        "--task-queue",
                                        "reconcile",
                                        "--task-queue-type",
                                        "activity")
                                .lines()
                                .filter(line -> line.contains("@"))
                                .count()
                        >= workers);
    }

    private void awaitRuns(int number) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> ask(Counts::runs) >= number);
    }

    private void awaitItsStatement() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> number("pg_stat_activity where wait_event = 'PgSleep'") > 0);
    }

    private void awaitItsActivity() {
        await().atMost(PATIENCE)
                .until(() -> cli.temporal("workflow", "describe", "--workflow-id", "one", "--output", "json")
                        .contains("PENDING_ACTIVITY_STATE_STARTED"));
    }

    private int number(String what) {
        return ask(db -> db.fetchSingle("select count(*)::int from " + what).get(0, Integer.class));
    }

    private int runsOf(String workflowId) {
        return ask(db -> db.fetchSingle(
                        "select count(*)::int from sync_health where status = 'completed' and workflow_id = ?",
                        workflowId)
                .get(0, Integer.class));
    }

    private int runs(String status) {
        return ask(db -> db.fetchSingle("select count(*)::int from sync_health where status = ?", status)
                .get(0, Integer.class));
    }

    private <T> T ask(Function<DSLContext, T> question) {
        return Program.ask(postgres.jdbcUrl(), question);
    }
}
