package io.plumbline.worker.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.workflows.federation.ScheduledFederation;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command starts everything, and nothing that was done is lost or done twice, however the program ends. */
@Tag("E10")
class StartTest {

    private static final Logger log = LoggerFactory.getLogger(StartTest.class);

    @TempDir
    Path directory;

    @Test
    void the_first_start_shows_a_sweep_and_the_second_keeps_it_and_flags_nothing_again() throws Exception {
        var data = directory.resolve("data");
        int flags;
        int runs;
        try (var first = Program.start(data).awaitRunning()) {
            assertThat(first.found()).contains("22 workspaces", "266 flagged", "0 failed");
            flags = first.ask(Counts::flags);
            runs = first.ask(Counts::runs);
            assertThat(runs).isEqualTo(22);
            assertThat(first.ask(Counts::flagsSaidToBeMade)).isEqualTo(266);
            assertThat(status(first.port(), Files.readString(data.resolve("viewer.token"))))
                    .isEqualTo(200);
            assertThat(Files.getPosixFilePermissions(data.resolve("operator.token")))
                    .hasSize(2);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(first.ask(Counts::whatTheBotReached)).isEqualTo("Lucía Ramírez converted"));

            // the folder is taken
            var second = Program.start(data);
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.log())
                    .contains("plumbline.data-dir=" + data + " is in use by another Plumbline")
                    .doesNotContain("\tat ");
            assertThat(status(first.port(), Files.readString(data.resolve("viewer.token"))))
                    .as("the first one does not mind")
                    .isEqualTo(200);

            var postgres = first.postgres();
            assertThat(Program.isAlive(postgres)).isTrue();
            first.stop();
            await().atMost(Duration.ofSeconds(10)).until(() -> !Program.isAlive(postgres));
            assertThat(first.log()).doesNotContain("ERROR", "\tat ");
        }

        try (var second = Program.start(data).awaitRunning()) {
            assertThat(second.found()).contains("no run was missed");
            assertThat(second.ask(Counts::flags)).isEqualTo(flags);
            assertThat(second.ask(Counts::runs)).isEqualTo(runs);
            assertThat(second.log()).doesNotContain("demo:");
        }
    }

    @Test
    void a_start_without_reconcile_greets_too_and_its_link_signs_in() throws Exception {
        try (var program = Program.start(directory.resolve("data"), "--plumbline.roles=api")
                .awaitRunning()) {
            assertThat(program.log()).doesNotContain("  found ");
            var signedIn = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(program.signInLink()).build(), BodyHandlers.ofString());
            assertThat(signedIn.statusCode()).isEqualTo(303);
            assertThat(signedIn.headers().firstValue("location")).hasValue("/");
            assertThat(program.ask(Counts::runs)).isZero();
        }
    }

    @Test
    void a_process_without_the_api_has_no_dashboard_to_offer() {
        try (var program = Program.start(directory.resolve("data"), "--plumbline.roles=conversation")
                .awaitRunning()) {
            assertThat(program.log()).contains("  Temporal   ").doesNotContain("dashboard");
        }
    }

    @Test
    @Tag("C1")
    void a_zone_whose_clocks_change_has_its_nights_on_the_engine_inside_too() {
        try (var program = Program.start(
                        directory.resolve("data"),
                        "--plumbline.roles=federation",
                        "--plumbline.federation.zone=Europe/Dublin")
                .awaitLog("federation is scheduled at '0 2 * * * Europe/Dublin'")
                .awaitRunning()) {
            var temporal = Pattern.compile("Temporal +(\\S+:\\d+)").matcher(program.log());
            assertThat(temporal.find()).as(program.log()).isTrue();
            var stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(temporal.group(1))
                    .build());
            try {
                var client = WorkflowClient.newInstance(stubs);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(client.fetchHistory(ScheduledFederation.ID)
                                        .getEvents())
                                .as("it waits for the night")
                                .extracting(HistoryEvent::getEventType)
                                .last()
                                .isEqualTo(EventType.EVENT_TYPE_TIMER_STARTED));
            } finally {
                stubs.shutdownNow();
            }
        }
    }

    @Test
    @Tag("A10")
    void a_kill_at_any_moment_of_the_start_and_of_the_sweep_loses_nothing_and_repeats_nothing() {
        survives("Starting PlumblineWorker", "demo: ", "reconcile is scheduled");
    }

    @Test
    @Tag("A10")
    @Tag("full")
    void many_kills_at_random_moments_lose_nothing_and_repeat_nothing() {
        var seed = System.nanoTime();
        log.info("seed {}", seed);
        var random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            var data = directory.resolve("round" + round);
            for (int kill = 0; kill < 3; kill++) {
                var program = Program.start(data, "--plumbline.reconcile.in-flight=1");
                program.endsWithin(Duration.ofMillis(random.nextInt(9_000)));
                program.kill();
            }
            assertThatAllIsWell(data);
        }
    }

    private void survives(String... moments) {
        var data = directory.resolve("data");
        for (var moment : moments) {
            var program =
                    Program.start(data, "--plumbline.reconcile.in-flight=1").awaitLog(moment);
            program.kill();
            assertThat(Program.isAlive(program.postgres()))
                    .as("its PostgreSQL outlives it")
                    .isTrue();
        }
        assertThatAllIsWell(data);
    }

    private static void assertThatAllIsWell(Path data) {
        var leftBehind = Program.postgres(data);
        try (var last = Program.start(data).awaitRunning()) {
            assertThat(Program.isAlive(leftBehind)).isFalse();
            assertThat(last.postgres()).isNotEqualTo(leftBehind);
            assertThat(last.ask(Counts::contacts)).isEqualTo(5_631);
            assertThat(last.ask(Counts::activeWorkspacesWithoutARun)).isZero();
            assertThat(last.ask(Counts::flagsInACooldown)).isZero();
            assertThat(last.ask(Counts::runsRecordedTwice)).isZero();
            assertThat(List.of(
                            last.ask(db -> Counts.number(
                                    db,
                                    "select count(*) from contact_note where added_by = 'background-sync' "
                                            + "and cooldown_for is not null")),
                            last.ask(Counts::flagsSaidToBeMade)))
                    .as("each flag has its run")
                    .satisfies(both -> assertThat(both.get(0)).isEqualTo(both.get(1)));
        }
    }

    private static int status(int port, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/sync-health"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }
}
