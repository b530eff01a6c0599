package io.plumbline.activities.database;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A2")
class TogetherTest {

    private static final Duration LONG = Duration.ofSeconds(30); // never waited for: the groups are full before

    private final ConcurrentLinkedQueue<List<Integer>> groups = new ConcurrentLinkedQueue<>();

    private Map<Integer, String> together(List<Integer> asked) {
        groups.add(asked);
        return asked.stream().collect(toMap(Function.identity(), one -> "together " + one));
    }

    private static String alone(int asked) {
        return "alone " + asked;
    }

    private static List<CompletableFuture<String>> callAtTheSameTime(Together<Integer, String> calls, int callers) {
        var pool = Executors.newFixedThreadPool(callers);
        try {
            return IntStream.range(0, callers)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> calls.call(i), pool))
                    .toList();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void callers_who_come_at_the_same_time_share_a_transaction_and_each_gets_its_own_result() {
        var calls = new Together<>(4, LONG, this::together, TogetherTest::alone);

        var results = callAtTheSameTime(calls, 12);

        assertThat(results)
                .extracting(CompletableFuture::join)
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "together " + i).toList());
        assertThat(groups).hasSize(3).allMatch(group -> group.size() == 4);
    }

    @Test
    void who_is_left_out_does_it_alone() {
        var calls = new Together<>(
                4,
                LONG,
                asked -> asked.stream().filter(one -> one != 2).collect(toMap(Function.identity(), one -> "together")),
                TogetherTest::alone);

        assertThat(callAtTheSameTime(calls, 4))
                .extracting(CompletableFuture::join)
                .containsExactly("together", "together", "alone 2", "together");
    }

    @Test
    void when_it_fails_for_all_only_the_one_that_is_the_matter_fails() {
        var calls = new Together<Integer, String>(
                4,
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

        var results = callAtTheSameTime(calls, 4);

        assertThatThrownBy(results.get(2)::join).hasMessageContaining("2 is bad");
        assertThat(List.of(
                        results.get(0).join(),
                        results.get(1).join(),
                        results.get(3).join()))
                .containsExactly("alone 0", "alone 1", "alone 3");
    }

    @Test
    void nobody_waits_longer_than_a_moment_for_others() {
        var calls = new Together<>(4, Duration.ofMillis(1), this::together, TogetherTest::alone);

        assertThat(calls.call(1)).isEqualTo("alone 1");
        assertThat(calls.call(2)).isEqualTo("alone 2");
        assertThat(groups).isEmpty();
    }
}
