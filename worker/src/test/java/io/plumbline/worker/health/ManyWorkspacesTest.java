package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;

/** A thousand workspaces with three days of runs: the pages stay usable. */
@Tag("E3")
@TestPropertySource(properties = {"plumbline.health.refresh=1h", "plumbline.incidents.tell-every=1h"})
class ManyWorkspacesTest extends ApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** What was asked by threads that answer requests. */
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    /** Counts the statements. */
    @TestConfiguration
    static class Counting {

        @Bean
        DefaultExecuteListenerProvider countsStatements() {
            return new DefaultExecuteListenerProvider(new ExecuteListener() {
                @Override
                public void executeStart(ExecuteContext context) {
                    if (Thread.currentThread().getName().contains("exec")) {
                        ASKED.add(String.valueOf(context.sql()));
                    }
                }
            });
        }
    }

    private Visitor visitor;

    @BeforeEach
    void signIn() {
        visitor = Visitor.signedIn(port(), viewer());
    }

    private void workspaces(int from, int to) {
        db.execute(
                "insert into workspace (id, name, channel_phone_id, channel_access_token, created_at) "
                        + "select 'w' || n, 'Shop ' || to_char(n, 'FM0000'), 'p', 't', now() - interval '9 days' "
                        + "from generate_series(cast(? as int), cast(? as int)) n",
                from,
                to);
        db.execute(
                "insert into sync_health (workspace_id, run_at, contacts_checked, stale_found, flagged, workflow_id) "
                        + "select 'w' || n, now() - h * interval '1 hour', 200, n % 40, n % 5, 'reconcile/w' || n "
                        + "from generate_series(cast(? as int), cast(? as int)) n, generate_series(1, 72) h",
                from, to);
        db.execute("analyze workspace, sync_health");
    }

    private int statements(String page) {
        ASKED.clear();
        assertThat(visitor.get(page).statusCode()).isEqualTo(200);
        return ASKED.size();
    }

    private Duration time(String page) {
        var times = new ArrayList<Duration>();
        for (int n = 0; n < 5; n++) {
            var begin = System.nanoTime();
            assertThat(visitor.get(page).statusCode()).isEqualTo(200);
            times.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    @Test
    void a_thousand_are_searched_and_paged_in_good_time_and_by_no_more_statements_than_ten() {
        workspaces(1, 10);
        var few = statements("/");
        workspaces(11, 1_000);

        assertThat(few).as("counted at all").isGreaterThan(3);
        assertThat(statements("/")).isEqualTo(few).isLessThan(15);
        assertThat(visitor.get("/").body()).contains("1–50 of 1,000", "Page 1 of 20");
        assertThat(visitor.get("/?page=20").body()).contains("951–1,000 of 1,000");
        assertThat(visitor.get("/?q=shop%200777").body()).contains("w777").doesNotContain("w778");
        for (var page : List.of("/", "/?page=20", "/?q=shop", "/runs", "/runs?status=failed", "/runs?tenant=w500")) {
            assertThat(time(page)).as(page).isLessThan(PATIENCE);
        }
    }

    @Test
    void the_page_of_a_thousand_is_no_heavier_than_that_of_fifty() {
        workspaces(1, 50);
        var fifty = visitor.get("/").body().length();
        workspaces(51, 1_000);

        assertThat(visitor.get("/").body().length()).isLessThan(fifty + 4_000);
    }
}
