package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Empty;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.sun.management.UnixOperatingSystemMXBean;
import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Program;
import io.temporal.api.testservice.v1.SleepRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.TestServiceStubs;
import io.temporal.serviceclient.TestServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of crons, in a time that skips whatever nobody works in. */
@Tag("proof")
@Tag("A1")
@Tag("C1")
@Tag("E9")
class DayTrial {

    private static final int HOURS = 24;
    private static final int WARM_AFTER = 6; // hours
    private static final int WORKSPACES = 100;
    private static final int CONTACTS = 100; // of each
    private static final int ORGANIZATIONS = 5;
    private static final int KEPT_HOURS = 4;
    private static final int LONGEST_HISTORY = 5_000;
    private static final long MORE_HEAP = 48L << 20; // with the histories, which are in this process
    private static final long MORE_DESCRIPTORS = 20;

    @TempDir
    Path directory;

    @Test
    void in_a_day_every_hour_and_the_night_run_once_and_nothing_grows_beyond_its_bound() {
        var port = Ports.choose("a trial", 0);
        try (var postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
                var server = TestServer.createPortBoundServer(port, true);
                var registry = new Registry()) {
            var time = TestServiceStubs.newServiceStubs(TestServiceStubsOptions.newBuilder()
                    .setTarget("127.0.0.1:" + port)
                    .validateAndBuildWithDefaults());
            try (var program = WorkerInside.start(
                    () -> now(time),
                    directory.resolve("worker"),
                    postgres.jdbcUrl(),
                    "127.0.0.1:" + port,
                    "--plumbline.reconcile.keep-runs-for=" + KEPT_HOURS + "h")) {
                var database = postgres.jdbcUrl();
                Program.ask(database, db -> Company.addQuiet(db, WORKSPACES, CONTACTS));
                Program.ask(database, db -> Company.connect(db, registry.url(), ORGANIZATIONS));
                live(database, time, program.getBean(WorkflowClient.class));
            } finally {
                time.shutdownNow();
            }
        }
    }

    private static void live(String database, TestServiceStubs time, WorkflowClient client) {
        var warmHeap = 0L;
        var warmDescriptors = 0L;
        var longest = 0;
        for (var hour = 1; hour <= HOURS; hour++) {
            var began = now(time);
            time.blockingStub()
                    .unlockTimeSkippingWithSleep(SleepRequest.newBuilder()
                            .setDuration(Durations.fromHours(1))
                            .build());
            await().atMost(Stage.PATIENCE).until(() -> Program.ask(database, db -> runsSince(db, began)) == WORKSPACES);
            int rows = Program.ask(database, Counts::runs);
            assertThat(rows).as("rows after %d hours", hour).isLessThanOrEqualTo(WORKSPACES * (KEPT_HOURS + 2));
            longest = Math.max(longest, longestHistory(client));
            if (hour == WARM_AFTER) {
                warmHeap = heap();
                warmDescriptors = descriptors();
            }
        }
        var more = heap() - warmHeap;
        var moreDescriptors = descriptors() - warmDescriptors;
        var tally = Program.ask(database, DayTrial::tally);
        System.out.printf(
                "in %d hours: longest history %d events, heap %+d KB and descriptors %+d since hour %d%n",
                HOURS, longest, more >> 10, moreDescriptors, WARM_AFTER);
        Results.add("8 24 hours of crons with 100 workspaces", 1, tally, List.of());
        assertThat(longest).isLessThan(LONGEST_HISTORY);
        assertThat(more).as("heap").isLessThan(MORE_HEAP);
        assertThat(moreDescriptors).as("descriptors").isLessThan(MORE_DESCRIPTORS);
        assertThat(tally).isEqualTo(Tally.CLEAN);
    }

    private static Instant now(TestServiceStubs time) {
        var now = time.blockingStub().getCurrentTime(Empty.getDefaultInstance()).getTime();
        return Instant.ofEpochMilli(Timestamps.toMillis(now));
    }

    private static int runsSince(DSLContext db, Instant began) {
        return Counts.number(db, "select count(*) from sync_health where run_at > '" + began + "'");
    }

    /** Each contact has one flag, and each organisation one night. The runs that made the flags are not kept for so long. */
    private static Tally tally(DSLContext db) {
        var flags = Counts.flags(db) - WORKSPACES * CONTACTS;
        var nights = Counts.number(db, "select count(*) from sync_job where trigger = 'scheduled'") - ORGANIZATIONS;
        var open = Counts.number(db, "select count(*) from sync_job where status <> 'completed'");
        return new Tally(
                Math.max(0, -flags) + Math.max(0, -nights),
                Counts.flagsInACooldown(db) + Counts.runsRecordedTwice(db) + Math.max(0, nights),
                open);
    }

    private static int longestHistory(WorkflowClient client) {
        return Stream.of("reconcile", "reconcile/sweep", "federation", "products")
                .mapToInt(id -> client.fetchHistory(id).getEvents().size())
                .max()
                .orElse(0);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
