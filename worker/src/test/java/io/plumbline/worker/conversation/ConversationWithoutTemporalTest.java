package io.plumbline.worker.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.ApiTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Saves while Temporal is away: its port refuses, or takes calls and stays silent; and what happens when it is back. */
@TestPropertySource(
        properties = {
            "plumbline.conversation.pick-up-every=1s",
            "plumbline.conversation.waiting-answers=16" // fewer than there are clients
        })
@DirtiesContext
class ConversationWithoutTemporalTest extends ApiTest {

    private static final int PORT = Ports.choose("a test", 0);
    private static final Duration PROMISED = Duration.ofSeconds(2);

    private static InProcessTemporal temporal = InProcessTemporal.start(PORT);

    @DynamicPropertySource
    static void temporalOfOurOwn(DynamicPropertyRegistry settings) {
        settings.add("spring.temporal.connection.target", () -> "127.0.0.1:" + PORT);
    }

    @AfterAll
    static void stop() {
        temporal.close();
    }

    @BeforeEach
    void workspace() {
        workspace("acme");
    }

    private static String phone(int i) {
        return "+5255%08d".formatted(30_000_000 + i);
    }

    private Reply save(int i) {
        return send(
                "PUT",
                "/api/workspaces/acme/conversations/" + phone(i),
                "Authorization",
                "Bearer " + operator(),
                "{\"state\":\"qualifying\",\"name\":\"contact " + i + "\"}");
    }

    /** All at once, each measured. */
    private void saveTogether(int from, int to, int clients) throws Exception {
        var pool = Executors.newFixedThreadPool(clients);
        try {
            var saves = new ArrayList<Future<Duration>>();
            for (int i = from; i < to; i++) {
                var which = i;
                saves.add(pool.submit(() -> {
                    var begun = Instant.now();
                    var reply = save(which);
                    assertThat(reply.<Boolean>field("success")).isTrue();
                    assertThat(reply.<String>field("sync")).isEqualTo("pending");
                    assertThat(reply.<String>field("syncReason"))
                            .isIn("engine_unavailable", "no_answer_in_time", "too_many_waiting");
                    return Duration.between(begun, Instant.now());
                }));
            }
            for (var save : saves) {
                assertThat(save.get()).isLessThan(PROMISED);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    @Tag("B4")
    @Tag("B6")
    void saves_succeed_in_time_and_none_of_1000_is_forgotten_when_temporal_is_back() throws Exception {
        db.execute("insert into contact (workspace_id, phone) "
                + "select 'acme', '+5255' || (30000000 + n) from generate_series(0, 999) n");
        await().untilAsserted(() -> assertThat(save(0).body()).contains("\"synced\""));

        temporal.close(); // its port refuses
        saveTogether(1, 20, 5);
        try (var silent = new ServerSocket(PORT, 500, InetAddress.getLoopbackAddress())) { // takes calls, never answers
            assertThat(silent.isBound()).isTrue();
            saveTogether(20, 60, 40);
            saveTogether(60, 1_000, 40);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(values("select count(*) from conversation")).containsExactly(1_000L);
        assertThat(values("select count(*) from conversation where synced_version = version"))
                .containsExactly(1L);

        temporal = InProcessTemporal.start(PORT); // and it has forgotten everything

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(values("select count(*) from conversation where synced_version < version"))
                                .containsExactly(0L));
        assertThat(values("select count(*) from contact where lead_status = 'qualified' and name like 'contact %'"))
                .containsExactly(1_000L);
    }
}
