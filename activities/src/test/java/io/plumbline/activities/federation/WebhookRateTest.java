package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;

import io.plumbline.activities.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.jooq.DSLContext;

/** The limit of a connector, over minutes that begin anywhere. Time passes by moving what is kept into the past. */
class WebhookRateTest {

    private static final int LIMIT = 5;
    private static final double MINUTE = 60;

    private final DSLContext db = TestDatabase.dsl();
    private final WebhookRate rate = new WebhookRate(db);

    /** Between these two seconds the database has answered. */
    private record Moment(double earliest, double latest) {}

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    @Tag("C17")
    void no_minute_has_more_than_the_limit_and_only_a_full_one_refuses(@ForAll("pauses") List<Integer> pauses) {
        TestDatabase.empty();
        db.execute("insert into connector (id, base_url) values ('north', 'http://north')");
        var passed = 0.0;
        var taken = new ArrayList<Moment>();
        for (var pause : pauses) {
            passed += pause;
            pass(pause);
            var earliest = passed + seconds();
            var isTaken = take();
            var now = new Moment(earliest, passed + seconds());
            if (isTaken) {
                taken.add(now);
                assertThat(taken.stream().filter(it -> now.latest() - it.earliest() < MINUTE))
                        .as("within a minute")
                        .hasSizeLessThanOrEqualTo(LIMIT);
            } else {
                assertThat(taken.stream().filter(it -> now.earliest() - it.latest() < MINUTE + 1))
                        .as("within a minute and the second that it is counted by")
                        .hasSizeGreaterThanOrEqualTo(LIMIT);
                passed += passUntilNext();
                var free = new Moment(passed + seconds(), passed + seconds());
                assertThat(take()).as("after the time that was told").isTrue();
                taken.add(free);
            }
        }
    }

    private boolean take() {
        return !db.fetch(WebhookRate.taking(val("north"), val(LIMIT), trueCondition()))
                .isEmpty();
    }

    private int passUntilNext() {
        var wait = rate.untilNext("north", LIMIT);
        assertThat(wait).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        var seconds = (int) wait.toSeconds() + 1;
        pass(seconds);
        return seconds;
    }

    /** Whole seconds, so that what came in one second is still of one. */
    private void pass(int seconds) {
        db.execute(
                "update webhook_rate set last_in_second = "
                        + "array(select t - make_interval(secs => ?) from unnest(last_in_second) with ordinality u(t, i) order by i)",
                seconds);
    }

    private static double seconds() {
        return System.nanoTime() / 1e9;
    }

    @Provide
    Arbitrary<List<Integer>> pauses() {
        var pause = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(3, Arbitraries.integers().between(1, 3)),
                Tuple.of(2, Arbitraries.integers().between(3, 70)));
        return pause.list().ofMinSize(5).ofMaxSize(30);
    }
}
