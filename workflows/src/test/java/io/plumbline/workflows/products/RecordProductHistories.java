package io.plumbline.workflows.products;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.StoredHistories;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Stores a history of each behaviour of products; see {@link StoredHistories}. */
@EnabledIfSystemProperty(named = "histories", matches = "record")
class RecordProductHistories {

    private final ProductWorld world = new ProductWorld();
    private final FakeProducts hands = world.hands;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_schedule_that_is_steered() throws IOException {
        var schedule = world.start();
        world.sleep(Duration.ofMinutes(3));
        schedule.pause(new PauseRequest("orders", 60));
        schedule.start(new ProductSyncRequest(10));
        schedule.start(new ProductSyncRequest(0));
        world.sleep(Duration.ofMinutes(30));
        schedule.resume();
        world.sleep(Duration.ofMinutes(1));
        schedule.stop();
        schedule.syncNow();
        schedule.changed();
        world.sleep(Duration.ofMinutes(1));
        store("schedule_steered", ProductSync.ID);
    }

    @Test
    void a_schedule_that_finds_a_lost_run() throws IOException {
        hands.session = 41L;
        hands.sessions = 41;
        world.start();
        world.sleep(Duration.ofMinutes(1));
        store("schedule_after_a_lost_run", ProductSync.ID);
    }

    @Test
    void a_schedule_whose_runs_fail_and_pause() throws IOException {
        for (int attempt = 1; attempt <= 3; attempt++) {
            hands.answers.add(session -> {
                throw new IllegalStateException("The feed answers 500 for page 7");
            });
        }
        hands.answers.add(session -> {
            hands.change(() -> hands.pausedUntil = world.now().plus(Duration.ofMinutes(40)));
            return new FeedProgress(4, hands.pausedUntil);
        });
        world.start();
        world.sleep(Duration.ofMinutes(100));
        store("schedule_of_runs_that_fail_and_pause", ProductSync.ID);
        store("run_failed", ProductSyncRun.id(1));
        store("run_paused", ProductSyncRun.id(2));
    }

    @Test
    void a_schedule_that_continues_as_new() throws IOException {
        hands.interval = 60;
        world.start();
        var first =
                world.client.newUntypedWorkflowStub(ProductSync.ID).describe().getExecution();
        world.sleep(Duration.ofDays(8));
        StoredHistories.store(
                world.client, "products/schedule_that_continues_as_new", ProductSync.ID, first.getRunId());
    }

    @Test
    void a_run_that_is_cancelled() throws IOException {
        hands.session = 1L;
        hands.answers.add(session -> {
            throw new IllegalStateException("not yet");
        });
        var run = world.newRun(1);
        run.start(new ProductRun(1, 3, Duration.ofSeconds(5), null));
        world.sleep(Duration.ofSeconds(2));
        run.cancel();
        catchThrowable(() -> run.getResult(ProductRunOutcome.class));
        store("run_cancelled", ProductSyncRun.id(1));
    }

    @Test
    void a_run_that_completes_at_its_second_attempt() throws IOException {
        hands.session = 1L;
        hands.answers.add(session -> {
            throw new IllegalStateException("not yet");
        });
        var run = world.newRun(1);
        run.start(new ProductRun(1, 3, Duration.ofSeconds(5), null));
        run.getResult(ProductRunOutcome.class);
        store("run_completed", ProductSyncRun.id(1));
    }

    private void store(String name, String workflowId) throws IOException {
        StoredHistories.store(world.client, "products/" + name, workflowId);
    }
}
