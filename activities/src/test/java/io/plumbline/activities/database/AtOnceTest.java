package io.plumbline.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.activities.TestDatabase;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A17")
class AtOnceTest {

    private static final String SESSION = "select pg_backend_pid() || ':' || cast(? as text)";

    @Test
    void parts_run_at_the_same_time_on_connections_of_their_own() {
        var together = new CountDownLatch(2);
        try (var atOnce = new AtOnce(TestDatabase.dsl(), "test", 2)) {
            var sessions = atOnce.all(List.of("a", "b"), (own, part) -> {
                together.countDown();
                assertThat(waited(together)).as("the other one has begun too").isTrue();
                return String.valueOf(own.fetchValue(SESSION, part));
            });

            assertThat(sessions).doesNotHaveDuplicates();
            assertThat(sessions.get(0)).endsWith(":a");
            assertThat(sessions.get(1)).endsWith(":b");
        }
    }

    @Test
    void one_connection_is_enough_and_each_is_given_back_also_after_a_failure() {
        try (var pool = TestDatabase.newPool(1);
                var atOnce = new AtOnce(TestDatabase.dsl(pool), "test", 2)) {
            pool.setConnectionTimeout(5_000);
            assertThatThrownBy(() -> atOnce.all(List.of("1", "no number", "3"), AtOnceTest::number))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("no number");

            assertThat(atOnce.all(List.of("1", "2", "3"), AtOnceTest::number)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_failure_is_told_once_the_others_have_ended() {
        var failed = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        try (var atOnce = new AtOnce(TestDatabase.dsl(), "test", 2)) {
            assertThatThrownBy(() -> atOnce.all(List.of(true, false), (own, fails) -> {
                        if (fails) {
                            failed.countDown();
                            throw new IllegalStateException("this part");
                        }
                        assertThat(waited(failed)).isTrue();
                        own.fetch("select pg_sleep(0.2)");
                        ended.set(true);
                        return 0;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this part");
            assertThat(ended).isTrue();
        }
    }

    @Test
    void parts_that_wait_for_their_turn_at_the_close_are_run_to_the_end() throws Exception {
        var closed = new CountDownLatch(1);
        var atOnce = new AtOnce(TestDatabase.dsl(), "test", 1);
        var all = new FutureTask<>(() -> atOnce.all(List.of(1, 2), (own, part) -> {
            assertThat(waited(closed)).isTrue();
            return part;
        }));
        var caller = new Thread(all, "caller");
        caller.setDaemon(true);
        caller.start();
        await().until(() -> Stream.of(caller.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(AtOnce.class.getName())
                        && frame.getMethodName().equals("await")));

        atOnce.close();
        closed.countDown();

        assertThat(all.get(10, TimeUnit.SECONDS)).containsExactly(1, 2);
    }

    private static int number(DSLContext own, String text) {
        return own.fetchSingle("select cast(? as integer)", text).get(0, Integer.class);
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
