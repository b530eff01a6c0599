package io.plumbline.workflows.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.Failures;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One run of products, in skipped time. */
class ProductSyncRunTest {

    private static final ProductRun RUN = new ProductRun(1, 3, Duration.ofSeconds(5), null);

    private final ProductWorld world = new ProductWorld();
    private final FakeProducts hands = world.hands;

    @BeforeEach
    void aSessionRuns() {
        hands.session = 1L;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static LongFunction<FeedProgress> broken(String why) {
        return session -> {
            throw new IllegalStateException(why);
        };
    }

    private List<Long> readAfterSeconds() {
        var first = hands.reads.get(0);
        return hands.reads.stream()
                .map(at -> Math.round(Duration.between(first, at).toMillis() / 1000.0))
                .toList();
    }

    private ProductRunOutcome sync() {
        var run = world.newRun(1);
        run.start(RUN);
        return run.getResult(ProductRunOutcome.class);
    }

    @Test
    @Tag("D4")
    void it_is_tried_at_once_after_5_and_after_15_seconds_and_then_failed_once() {
        for (int attempt = 1; attempt <= 4; attempt++) {
            hands.answers.add(broken("The feed answers 500 for page 7, time " + attempt));
        }

        var failure = catchThrowable(this::sync);

        assertThat(readAfterSeconds()).containsExactly(0L, 5L, 15L);
        assertThat(hands.failures).containsExactly("1: The feed answers 500 for page 7, time 3");
        assertThat(Failures.reason(failure)).isEqualTo("The feed answers 500 for page 7, time 3");
    }

    @Test
    @Tag("D4")
    @Tag("D5")
    void an_attempt_that_comes_through_ends_the_one_session_as_completed() {
        hands.answers.add(broken("not yet"));
        hands.answers.add(broken("not yet"));

        assertThat(sync().processed()).isEqualTo(10);

        assertThat(hands.completed).containsExactly(1L);
        assertThat(hands.failures).isEmpty();
    }

    @Test
    @Tag("D4")
    void a_fourth_attempt_would_come_20_seconds_after_the_third() {
        for (int attempt = 1; attempt <= 4; attempt++) {
            hands.answers.add(broken("The feed is away"));
        }
        var run = world.newRun(1);
        run.start(new ProductRun(1, 4, Duration.ofSeconds(5), null));

        catchThrowable(() -> run.getResult(ProductRunOutcome.class));

        assertThat(readAfterSeconds()).containsExactly(0L, 5L, 15L, 35L);
    }

    @Test
    @Tag("D8")
    void a_pause_is_no_attempt_and_it_goes_on_by_itself_when_the_time_is_over() {
        hands.answers.add(broken("not yet"));
        hands.answers.add(session -> {
            hands.pausedUntil = world.now().plus(Duration.ofHours(7));
            return new FeedProgress(4, hands.pausedUntil);
        });
        hands.answers.add(broken("not yet"));

        assertThat(sync()).isNotNull();

        var end = hands.reads.get(hands.reads.size() - 1);
        assertThat(world.since(end))
                .isBetween(Duration.ofHours(7), Duration.ofHours(7).plusMinutes(1));
        assertThat(hands.failures).isEmpty();
    }

    @Test
    @Tag("D8")
    void a_resume_is_noticed_at_once_when_it_is_told_and_soon_when_it_is_not() {
        hands.answers.add(session -> {
            hands.pausedUntil = world.now().plus(Duration.ofHours(20));
            return new FeedProgress(4, hands.pausedUntil);
        });
        var run = world.newRun(1);
        run.start(RUN);
        world.sleep(Duration.ofMinutes(31));
        assertThat(hands.completed).isEmpty();

        hands.change(() -> hands.pausedUntil = null);
        run.signal("changed");
        run.getResult(ProductRunOutcome.class);

        assertThat(world.since(hands.reads.get(hands.reads.size() - 1)))
                .isBetween(Duration.ofMinutes(31), Duration.ofMinutes(32));
    }

    @Test
    @Tag("D8")
    void a_resume_that_nobody_told_is_noticed_within_minutes() {
        hands.answers.add(session -> {
            hands.pausedUntil = world.now().plus(Duration.ofHours(20));
            return new FeedProgress(4, hands.pausedUntil);
        });
        var run = world.newRun(1);
        run.start(RUN);
        world.sleep(Duration.ofMinutes(31));

        hands.change(() -> hands.pausedUntil = null);
        run.getResult(ProductRunOutcome.class);

        assertThat(world.since(hands.reads.get(hands.reads.size() - 1))).isLessThan(Duration.ofMinutes(37));
    }

    @Test
    @Tag("D5")
    void a_run_that_is_cancelled_is_recorded_as_failed() {
        hands.answers.add(broken("not yet"));
        var run = world.newRun(1);
        run.start(RUN);
        world.sleep(Duration.ofSeconds(2));

        run.cancel();
        catchThrowable(() -> run.getResult(ProductRunOutcome.class));

        assertThat(hands.failures).hasSize(1);
        assertThat(hands.completed).isEmpty();
    }

    @Test
    void a_run_without_a_session_fails_in_plain_words() {
        var run = world.newRun(1);
        run.start((Object) null);

        var failure = catchThrowable(() -> run.getResult(ProductRunOutcome.class));

        assertThat(Failures.reason(failure)).startsWith("A run needs a session");
    }
}
