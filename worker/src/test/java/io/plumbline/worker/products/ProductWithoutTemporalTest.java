package io.plumbline.worker.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A Temporal that goes away in the middle of a run and comes back without any memory. */
@TestPropertySource(properties = "plumbline.products.first-run-after=1h")
@DirtiesContext
class ProductWithoutTemporalTest extends ApiTest {

    private static final int PORT = Ports.choose("a test", 0);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Feed FEED = new Feed();

    private static InProcessTemporal temporal = InProcessTemporal.start(PORT);

    @DynamicPropertySource
    static void partsOfOurOwn(DynamicPropertyRegistry settings) {
        settings.add("spring.temporal.connection.target", () -> "127.0.0.1:" + PORT);
        settings.add("plumbline.products.url", FEED::url);
    }

    @AfterAll
    static void stop() {
        FEED.close();
        temporal.close();
    }

    private Reply command(String name, String body) {
        return post("/api/products/sync/" + name, body, operator());
    }

    private List<Object> statuses() {
        return values("select status from sync_session order by id");
    }

    @Test
    @Tag("D1")
    @Tag("D5")
    @Tag("D7")
    void what_people_want_is_kept_the_lost_run_ends_as_failed_and_the_next_one_runs() {
        FEED.hold(3);
        command("run", "");
        await().atMost(PATIENCE)
                .until(() -> values("select pages_processed from sync_session").equals(List.of(3)));

        temporal.close(); // with all that it knows
        assertThat(command("start", "{\"intervalMinutes\":7}").body())
                .isEqualTo("{\"success\":true,\"intervalMinutes\":7}");
        assertThat(command("stop", "").body()).isEqualTo("{\"success\":true}");
        assertThat(command("run", "").body()).isEqualTo("{\"success\":true,\"alreadyRunning\":true}");
        FEED.letGo(); // the reader that nobody waits for any more may come to its end
        temporal = InProcessTemporal.start(PORT);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(statuses()).containsExactly("failed"));
        assertThat(values("select error_message from sync_session"))
                .containsExactly("The run was lost, with the worker or the engine that it ran on");
        assertThat(values("select running || ' ' || interval_minutes from sync_control"))
                .containsExactly("false 7");
        await().during(Duration.ofSeconds(2)).until(() -> statuses().size() == 1); // it is stopped

        command("run", "");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(statuses()).containsExactly("failed", "completed"));
    }
}
