package io.plumbline.activities.database;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A2")
class TogetherTest {

    private static final Duration LONG = Duration.ofSeconds(30); // never waited for

    private final ConcurrentLinkedQueue<List<Integer>> groups = new ConcurrentLinkedQueue<>();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch busy = new CountDownLatch(1);

    @AfterEach
    void end() {
        busy.countDown();
        pool.shutdown();
    }

    private Map<Integer, String> together(List<Integer> asked) {
        groups.add(asked);
        return asked.stream().collect(toMap(Function.identity(), one -> "together " + one));
    }

    private static String alone(int asked) {
        return "alone " + asked;
    }

    /** A negative one keeps it busy; what comes meanwhile gathers. */
    private Together<Integer, String> calls(
            Duration patience,
            Function<List<Integer>, Map<Integer, String>> together,
            Function<Integer, String> alone) {
        return new Together<>(
                4,
                patience,
                asked -> {
                    if (asked.get(0) >= 0) {
                        return together.apply(asked);
                    }
                    awaitUninterruptibly(busy);
                    return Map.of(asked.get(0), "late");
                },
                alone);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<CompletableFuture<String>> callWhileBusy(Together<Integer, String> calls, int callers) {
        callAll(calls, IntStream.of(-1));
        var results = callAll(calls, IntStream.range(0, callers));
        busy.countDown();
        return results;
    }

    /** One after the other has come before this returns. */
    private List<CompletableFuture<String>> callAll(Together<Integer, String> calls, IntStream callers) {
        return callers.mapToObj(i -> {
                    var thread = new CompletableFuture<Thread>();
                    var result = CompletableFuture.supplyAsync(
                            () -> {
                                thread.complete(Thread.currentThread());
                                return calls.call(i);
                            },
                            pool);
                    await().until(() -> thread.join().getState() == Thread.State.WAITING
                            || thread.join().getState() == Thread.State.TIMED_WAITING);
                    return result;
                })
                .toList();
    }

    @Test
    void callers_who_come_at_the_same_time_share_a_transaction_and_each_gets_its_own_result() {
        var calls = calls(LONG, this::together, TogetherTest::alone);

        var results = callWhileBusy(calls, 12);

        assertThat(results)
                .extracting(CompletableFuture::join)
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "together " + i).toList());
        assertThat(groups).hasSize(3).allMatch(group -> group.size() == 4);
    }

    @Test
    void who_is_left_out_does_it_alone() {
        var calls = calls(
                LONG,
                asked -> asked.stream().filter(one -> one != 2).collect(toMap(Function.identity(), one -> "together")),
                TogetherTest::alone);

        assertThat(callWhileBusy(calls, 4))
                .extracting(CompletableFuture::join)
                .containsExactly("together", "together", "alone 2", "together");
    }

    @Test
    void when_it_fails_for_all_only_the_one_that_is_the_matter_fails() {
        var calls = calls(
                LONG,
                asked -> {
                    throw new IllegalStateException("one of them is bad");
                },
                asked -> {
                    if (asked == 2) {
                        throw new IllegalStateException("2 is bad");
                    }
                    return alone(asked);
                });

        var results = callWhileBusy(calls, 4);

        assertThatThrownBy(results.get(2)::join).hasMessageContaining("2 is bad");
        assertThat(List.of(
                        results.get(0).join(),
                        results.get(1).join(),
                        results.get(3).join()))
                .containsExactly("alone 0", "alone 1", "alone 3");
    }

    @Test
    void nobody_waits_where_nothing_else_is_going_on() {
        var calls = calls(LONG, this::together, TogetherTest::alone);

        assertThat(calls.call(1)).isEqualTo("together 1");
        assertThat(calls.call(2)).isEqualTo("together 2");
        assertThat(groups).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void nobody_waits_for_long_for_others() {
        var calls = calls(Duration.ofMillis(1), this::together, TogetherTest::alone);
        callAll(calls, IntStream.of(-1));

        assertThat(calls.call(1)).isEqualTo("together 1");
        assertThat(busy.getCount()).isOne();
    }

    @Test
    void one_that_takes_long_alone_keeps_nobody_waiting() {
        var calls = new Together<Integer, String>(4, LONG, asked -> Map.of(), asked -> {
            if (asked < 0) {
                awaitUninterruptibly(busy);
            }
            return alone(asked);
        });
        callAll(calls, IntStream.of(-1));

        assertThat(calls.call(1)).isEqualTo("alone 1");
    }
}
