package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page of products, as a person without scripts sees it. */
@Tag("E3")
class ProductPageTest extends ApiTest {

    @BeforeEach
    void nothingHasRunYet() {
        empty("sync_control, sync_session, product, audit_entry");
    }

    @Test
    @Tag("D2")
    void a_sync_that_runs_has_a_progress_bar_and_others_say_what_they_did() {
        db.execute(
                "insert into sync_session (started_at, completed_at, status, error_message, note) values "
                        + "(now() - interval '1 hour', now() - interval '59 minutes', 'failed', 'The feed answers <500>', 'Nothing was deleted')");
        db.execute("insert into sync_session (total_pages, pages_processed, items_processed) values (46, 12, 1200)");

        var page = Visitor.signedIn(port(), operator()).get("/products").body();

        assertThat(page)
                .contains("<progress", "max=\"46\"", "value=\"12\"", "Page 12 of 46, 1200 products")
                .contains("The feed answers &lt;500&gt;", "1 sync has ended", "0 %");
        db.execute("update sync_session set status = 'failed', completed_at = now() where status = 'running'");
        assertThat(Visitor.signedIn(port(), operator()).get("/products").body())
                .doesNotContain("<progress")
                .contains("The last sync failed");
    }

    @Test
    @Tag("D7")
    @Tag("D8")
    @Tag("D9")
    void the_buttons_steer_it_and_say_what_they_did() {
        var visitor = Visitor.signedIn(port(), operator());
        visitor.get("/products");

        assertThat(location(visitor, "start", Map.of("intervalMinutes", "12"))).endsWith("/products?done=started");
        assertThat(visitor.get("/products?done=started").body()).contains("The schedule runs.", "Every 12 min");
        assertThat(location(visitor, "pause", Map.of("reason", "orders <now>", "minutes", "20")))
                .endsWith("/products?done=paused");
        assertThat(visitor.get("/products").body()).contains("orders &lt;now&gt;", "Resume", "Paused");
        assertThat(location(visitor, "resume", Map.of())).endsWith("/products?done=resumed");
        assertThat(visitor.get("/products").body()).doesNotContain("Resume");
        assertThat(location(visitor, "stop", Map.of())).endsWith("/products?done=stopped");
        assertThat(visitor.get("/products").body()).contains("Stopped").doesNotContain("stop-now");
        assertThat(values("select distinct actor from audit_entry")).containsExactly("operator");
        assertThat(visitor.get("/products?done=nonsense").statusCode()).isEqualTo(400);
    }

    private static String location(Visitor visitor, String button, Map<String, String> form) {
        var answer = visitor.post("/products/" + button, form);
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("location").orElse("");
    }

    @Test
    @Tag("D7")
    void a_form_that_cannot_be_is_told_in_words() {
        var visitor = Visitor.signedIn(port(), operator());
        visitor.get("/products");

        assertThat(visitor.post("/products/start", Map.of("intervalMinutes", "0"))
                        .body())
                .contains("It must be a whole number from 1 to 1440.");
        visitor.get("/products");
        assertThat(visitor.post("/products/start", Map.of("intervalMinutes", "x"))
                        .statusCode())
                .isEqualTo(400);
        visitor.get("/products");
        assertThat(visitor.post("/products/run", Map.of()).body()).contains("There is no feed to read");
        assertThat(count("audit_entry")).isZero();
    }

    @Test
    @Tag("D10")
    @Tag("E5")
    void a_viewer_only_looks_a_bound_token_does_not_even_look_and_a_forged_form_does_nothing() {
        var viewer = Visitor.signedIn(port(), viewer());
        assertThat(viewer.get("/products").body())
                .contains("Last syncs")
                .doesNotContain("Run now", "<button id=\"pause\"", "stop-now");
        assertThat(viewer.post("/products/stop", Map.of()).statusCode()).isEqualTo(403);
        var bound =
                token(claims("operator").claim("workspaces", List.of("acme")).build());
        assertThat(Visitor.signedIn(port(), bound).get("/products").statusCode())
                .isEqualTo(403);
        assertThat(Visitor.signedIn(port(), bound).get("/").body()).doesNotContain("href=\"/products\"");
        assertThat(Visitor.signedIn(port(), operator())
                        .forgedPost("/products/stop", Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(count("audit_entry")).isZero();
    }

    @Test
    void the_chart_has_the_sessions_that_have_ended_the_oldest_first() {
        db.execute("insert into sync_session (id, started_at, completed_at, status) overriding system value values "
                + "(1001, now() - interval '2 hours', now() - interval '2 hours' + interval '1.5 seconds', 'completed'), "
                + "(1002, now() - interval '1 hour', now() - interval '1 hour' + interval '3 seconds', 'failed')");

        var bars = Visitor.signedIn(port(), viewer())
                .get("/dashboard/products/sessions", Map.of("Accept", "application/json"))
                .body();

        assertThat(bars).contains("\"seconds\":1.5,\"failed\":false", "\"seconds\":3.0,\"failed\":true");
        assertThat(bars.indexOf("1001")).isLessThan(bars.indexOf("1002"));
    }
}
