package io.plumbline.worker.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import io.plumbline.worker.health.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;

/** How people come in to the dashboard, and what a browser is told to keep others out. */
@Tag("E5")
class SignInTest extends ApiTest {

    @Autowired
    private SignInLinks links;

    @Value("${spring.datasource.url}")
    private String database;

    @Value("${spring.temporal.connection.target}")
    private String temporal;

    @Test
    void a_code_cannot_be_guessed() {
        var codes = new HashSet<String>();
        for (var number = 0; number < 500; number++) {
            codes.add(code(links.offer(operator())));
        }

        assertThat(codes).hasSize(500).allSatisfy(code -> assertThat(code).hasSize(32)); // 192 bits
    }

    @Test
    void a_wrong_code_opens_nothing_and_leaves_the_right_one_as_it_is() {
        var path = links.offer(operator());
        var code = code(path);
        for (var wrong : List.of(
                "", "x", code.substring(1), code.toLowerCase(java.util.Locale.ROOT), code + "x", "%00", "../" + code)) {
            assertThat(new Visitor(port()).get("/sign-in?code=" + wrong).body())
                    .as(wrong)
                    .contains("This link was used before, or is too old.");
        }

        assertThat(new Visitor(port()).get(path).statusCode()).isEqualTo(303);
    }

    @Test
    void of_many_who_use_a_link_at_once_one_gets_in() {
        var path = links.offer(operator());

        var answers = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> new Visitor(port()).get(path).statusCode(), run -> new Thread(run).start()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).filter(status -> status == 303))
                .hasSize(1);
    }

    @Test
    void a_link_is_good_for_an_hour() {
        var begun = Instant.parse("2030-01-01T00:00:00Z");
        var now = new Instant[] {begun};
        InstantSource clock = () -> now[0];
        var kept = new SignInLinks(clock);
        var early = code(kept.offer("token"));
        var late = code(kept.offer("token"));

        now[0] = begun.plus(Duration.ofMinutes(59));
        assertThat(kept.redeem(early)).hasValue("token");
        now[0] = begun.plus(Duration.ofHours(1));
        assertThat(kept.redeem(late)).isEmpty();
    }

    private static String code(String path) {
        return path.substring(path.indexOf('=') + 1);
    }

    @Test
    void what_cannot_be_a_token_is_not_taken_and_does_no_harm() {
        for (var token : List.of("", " ", "x".repeat(5_000), "\0", "a.b.c", "\u00e9")) {
            var visitor = new Visitor(port());
            visitor.get("/sign-in");

            var answer = visitor.post("/sign-in", Map.of("token", token));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("role=\"alert\"").doesNotContain("Exception");
            assertThat(visitor.setCookies()).noneMatch(cookie -> cookie.startsWith("plumbline="));
        }
    }

    @Test
    void a_good_token_that_a_browser_would_drop_is_refused_with_its_reason() {
        var visitor = new Visitor(port());
        visitor.get("/sign-in");
        var lengthy = token(claims("viewer").claim("padding", "x".repeat(3_000)).build());

        assertThat(get("/api/sync-health", lengthy).status()).as("for programs").isEqualTo(200);
        assertThat(visitor.post("/sign-in", Map.of("token", lengthy)).body())
                .contains("This token is too long for a browser to keep.");
        assertThat(visitor.setCookies()).noneMatch(cookie -> cookie.startsWith("plumbline="));
    }

    @Test
    void a_form_that_is_larger_than_any_of_ours_is_not_read() {
        var visitor = new Visitor(port());
        visitor.get("/sign-in");

        var answer = visitor.post("/sign-in", Map.of("token", "x".repeat(1_000_000)));

        assertThat(answer.statusCode()).isIn(400, 403, 413);
        assertThat(answer.body()).doesNotContain("Exception", "\tat ");
        assertThat(visitor.setCookies()).noneMatch(cookie -> cookie.startsWith("plumbline="));
    }

    @Test
    void nobody_is_signed_in_by_the_form_of_another_site() {
        var visitor = new Visitor(port());

        var answer = visitor.forgedPost("/sign-in", Map.of("token", operator()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(visitor.setCookies()).noneMatch(cookie -> cookie.startsWith("plumbline="));
    }

    @Test
    void a_browser_is_told_to_keep_others_out() {
        for (var path :
                List.of("/", "/sign-in", "/nothing", "/assets/app.css", "/api/sync-health", "/webhooks/federation")) {
            var headers = send("GET", path, "Accept", "text/html", null).headers();

            assertThat(headers.firstValue("x-content-type-options")).as(path).hasValue("nosniff");
            assertThat(headers.firstValue("x-frame-options")).as(path).hasValue("DENY");
            assertThat(headers.firstValue("referrer-policy")).as(path).hasValue("no-referrer");
            assertThat(headers.firstValue("content-security-policy").orElse(""))
                    .as(path)
                    .contains("default-src", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*");
            assertThat(headers.firstValue("strict-transport-security")).as(path).isEmpty();
            assertThat(headers.firstValue("server")).as(path).isEmpty();
        }
    }

    @Test
    void behind_tls_cookies_are_for_tls_alone_and_the_browser_stays_with_it() {
        try (var behindProxy = SpringApplication.run(
                PlumblineWorker.class,
                "--spring.datasource.url=" + database,
                "--spring.temporal.connection.target=" + temporal,
                "--server.port=0",
                "--server.forward-headers-strategy=native",
                "--plumbline.demo=false",
                "--plumbline.roles=api",
                "--plumbline.security.jwt.secret=0123456789abcdef0123456789abcdef")) {
            var port =
                    Integer.parseInt(String.valueOf(behindProxy.getEnvironment().getProperty("local.server.port")));
            var link = behindProxy
                    .getBean(SignInLinks.class)
                    .offer(behindProxy.getBean(EmbeddedTokens.class).operator());
            var overTls = Map.of("X-Forwarded-Proto", "https");
            var visitor = new Visitor(port);
            visitor.get("/sign-in", overTls);

            var answer = visitor.get(link, overTls);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("strict-transport-security").orElse(""))
                    .contains("max-age=31536000");
            assertThat(visitor.setCookies())
                    .hasSizeGreaterThan(1)
                    .allSatisfy(cookie -> assertThat(cookie)
                            .contains("Secure")
                            .contains("HttpOnly")
                            .contains("SameSite=Strict"));
            assertThat(visitor.get("/").headers().firstValue("strict-transport-security"))
                    .as("without TLS")
                    .isEmpty();
        }
    }
}
