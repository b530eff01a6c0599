package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.Registry.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.activities.federation.Registry.Mood;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.run.Rejected;
import io.temporal.failure.ApplicationFailure;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a registry is asked, over real HTTP. */
@Tag("C3")
class HttpMemberSourceTest {

    private final Registry registry = new Registry();
    private final HttpMemberSource source = new HttpMemberSource(
            new MemberReader(), Secrets.withoutKey(), Federation.settings(), InstantSource.fixed(Federation.NOW));

    @AfterEach
    void close() {
        registry.close();
    }

    private Connection connection(String url, String token) {
        return new Connection(
                "registry", "north", "org north/1", url, token, true, ConflictStrategy.merge, "IE", List.of());
    }

    private MemberPage page(int page) {
        return source.page(connection(registry.url(), Registry.TOKEN), page, () -> {});
    }

    @Test
    void a_page_is_read_with_the_token_and_the_federations_id_of_the_organisation() {
        registry.hasMany(70);

        var second = page(2);

        assertThat(second.totalPages()).isEqualTo(2);
        assertThat(second.members()).hasSize(20);
        assertThat(registry.asked).containsExactly("/api/organizations/org%20north%2F1/members?page=2");
    }

    @Test
    @Tag("C5")
    void a_field_that_is_not_sent_is_told_from_one_that_is_sent_empty() {
        registry.mood = request -> new Mood(
                200, null, "{\"members\":[{\"id\":1,\"email\":null,\"phone\":\"\"}],\"page\":1,\"totalPages\":1}");

        var sent = page(1).members().get(0).sent();

        assertThat(sent.fields()).extracting(Enum::name).containsExactly("email", "phone");
        assertThat(page(1).members().get(0).id()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 302})
    @Tag("C14")
    void what_will_be_no_again_is_rejected(int status) {
        registry.mood = request -> Mood.of(status);

        assertThatThrownBy(() -> page(1)).matches(Rejected::isCauseOf).hasMessageContaining(String.valueOf(status));
        assertThat(registry.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500, 502, 503})
    void what_may_go_better_later_is_not(int status) {
        registry.mood = request -> Mood.of(status);

        assertThatThrownBy(() -> page(1))
                .isInstanceOf(ApplicationFailure.class)
                .matches(failure -> !Rejected.isCauseOf(failure))
                .hasMessageContaining(String.valueOf(status));
    }

    @Test
    void a_wrong_token_is_rejected_and_stands_in_no_message() {
        assertThatThrownBy(() -> source.page(connection(registry.url(), "se cret\n"), 1, () -> {}))
                .matches(Rejected::isCauseOf)
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("se cret"));
        assertThatThrownBy(() -> source.page(connection(registry.url(), "wrong"), 1, () -> {}))
                .matches(Rejected::isCauseOf)
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("wrong"));
    }

    @Test
    void a_short_retry_after_is_waited_for_and_the_page_asked_for_again() {
        registry.hasMany(3);
        registry.mood = request -> request == 1 ? new Mood(429, "1", "") : null;
        var signs = new AtomicInteger();
        var begun = System.nanoTime();

        var page = source.page(connection(registry.url(), Registry.TOKEN), 1, signs::incrementAndGet);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(page.members()).hasSize(3);
        assertThat(registry.asked).hasSize(2);
        assertThat(signs.get()).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "Sun, 01 Mar 2026 01:00:00 GMT"})
    void a_registry_that_asks_for_a_short_wait_again_and_again_is_left_to_the_queue(String retryAfter) {
        registry.hasMany(3);
        registry.mood = request -> request > 20 ? null : new Mood(429, retryAfter, "");

        assertThatThrownBy(() -> page(1)).isInstanceOf(ApplicationFailure.class).hasMessageContaining("429");

        assertThat(registry.asked).as("at most once a second, for two seconds").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"600", "Sun, 01 Mar 2026 02:10:00 GMT"})
    void a_long_retry_after_is_handed_to_the_queue(String retryAfter) {
        registry.mood = request -> new Mood(429, retryAfter, "");

        var failure = catchThrowableOfType(ApplicationFailure.class, () -> page(1));

        assertThat(failure.getDetails().get(Duration.class)).isEqualTo(Duration.ofMinutes(10));
        assertThat(registry.asked).hasSize(1);
    }

    @Test
    @Tag("C10")
    @Tag("C19")
    void a_member_is_gone_only_where_the_registry_has_the_organisation() {
        registry.hasMany(3);
        var connection = connection(registry.url(), Registry.TOKEN);
        assertThat(source.member(connection, "m9", () -> {})).isEmpty();

        registry.mood = request -> Mood.of(404);
        assertThatThrownBy(() -> source.member(connection, "m1", () -> {}))
                .matches(Rejected::isCauseOf)
                .hasMessageContaining("404");
    }

    @Test
    @Tag("C19")
    void an_answer_about_another_member_is_none() {
        registry.mood = request -> new Mood(200, null, "{\"id\":\"m2\"}");

        assertThatThrownBy(() -> source.member(connection(registry.url(), Registry.TOKEN), "m1", () -> {}))
                .isInstanceOf(ApplicationFailure.class)
                .hasMessageContaining("another member");
    }

    @Test
    void a_registry_that_is_not_there_or_does_not_answer_is_given_up_in_time() throws Exception {
        try (var silent = new ServerSocket(0)) {
            var port = silent.getLocalPort();
            assertThatThrownBy(() -> source.page(connection("http://127.0.0.1:" + port, "t"), 1, () -> {}))
                    .isInstanceOf(ApplicationFailure.class)
                    .hasMessageContaining("registry");
        }
        assertThatThrownBy(() -> source.page(connection("http://127.0.0.1:1", "t"), 1, () -> {}))
                .isInstanceOf(ApplicationFailure.class)
                .hasMessageContaining("cannot be reached");
        assertThatThrownBy(() -> source.page(connection("no url", "t"), 1, () -> {}))
                .matches(Rejected::isCauseOf)
                .hasMessageContaining("base_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "null",
                "{\"members\":[]}",
                "{\"members\":{},\"totalPages\":1}",
                "{\"members\":[],\"totalPages\":\"x\"}",
                "{\"members\":[],\"page\":7,\"totalPages\":9}"
            })
    void an_answer_that_makes_no_sense_is_no_list(String body) {
        registry.mood = request -> new Mood(200, null, body);

        assertThatThrownBy(() -> page(1)).isInstanceOf(ApplicationFailure.class).hasMessageContaining("cannot be used");
    }

    @Test
    void a_page_that_is_too_large_is_given_up() {
        registry.mood = request -> new Mood(200, null, "{\"members\":[\"" + "x".repeat(1_100_000) + "\"]}");

        assertThatThrownBy(() -> page(1)).hasMessageContaining("more than 1000000 bytes");
    }

    @Test
    @Tag("C9")
    void a_member_that_cannot_be_used_is_set_aside_with_its_reason() {
        registry.has(List.of(
                member("m1", "firstName", "Aoife"),
                java.util.Map.of("id", "m2", "address", java.util.Map.of("street", "Mill Lane")),
                member("m3", "dateOfBirth", "31/12/1990")));

        var members = page(1).members();

        assertThat(members).extracting(Member::id).containsExactly("m1", "m2", "m3");
        assertThat(members.get(0).error()).isNull();
        assertThat(members.get(1).error()).contains("address");
        assertThat(members.get(2).error()).contains("dateOfBirth");
    }

    @Test
    void whoever_gives_no_sign_of_life_any_more_stops() {
        registry.mood = request -> new Mood(429, "2", "");

        assertThatThrownBy(() -> source.page(connection(registry.url(), Registry.TOKEN), 1, () -> {
                    if (registry.asked.size() == 1) {
                        throw new CancellationException("cancelled");
                    }
                }))
                .isInstanceOf(CancellationException.class);
    }
}
