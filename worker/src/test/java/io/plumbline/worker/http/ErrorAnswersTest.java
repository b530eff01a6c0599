package io.plumbline.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.health.Visitor;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no controller of ours gets to see is refused in the same form as all else. */
@Tag("E6")
class ErrorAnswersTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/organizations/a;b/sync-queue",
                "/api/organizations/a%3Bb/sync-queue",
                "/api/organizations/a%25b/sync-queue",
                "/api/sync-health//",
                "/webhooks/a;b"
            })
    void an_address_that_is_refused_at_the_door_is_a_problem_detail_for_a_program(String address) {
        var refused = get(address, operator());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.type()).startsWith("application/problem+json");
        assertThat(refused.json()).containsEntry("status", 400).containsKey("detail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "text/plain", "a/b", "no type"})
    void a_body_of_a_type_that_nobody_reads_is_refused_as_that(String type) {
        var headers = Map.of("Authorization", "Bearer " + operator(), "Content-Type", type);

        var refused = send("POST", "/api/reconcile", headers, "{}");

        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.type()).startsWith("application/problem+json");
    }

    @Test
    void a_body_that_calls_itself_a_form_and_has_impossible_names_is_not_readable() {
        var headers =
                Map.of("Authorization", "Bearer " + operator(), "Content-Type", "application/x-www-form-urlencoded");

        var refused = send("POST", "/api/products/sync/pause", headers, "{\"minutes\":15\u2fdd}"); // no such character

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.type()).startsWith("application/problem+json");
    }

    @Test
    void and_a_page_for_people() {
        var refused = Visitor.signedIn(port(), operator()).get("/workspaces/a;b");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(refused.body()).contains("That cannot be right", "To the dashboard");
    }
}
