package io.plumbline.worker.security;

import static io.plumbline.worker.security.Forge.allClaims;
import static io.plumbline.worker.security.Forge.always;
import static io.plumbline.worker.security.Forge.claimsWith;
import static io.plumbline.worker.security.Forge.hmac;
import static io.plumbline.worker.security.Forge.hs256;
import static io.plumbline.worker.security.Forge.jwt;
import static io.plumbline.worker.security.Forge.rs256;
import static io.plumbline.worker.security.Forge.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Each attack of RFC 8725, on a program that checks with a secret and on one that checks with a key server's keys. */
@Tag("E5")
@Tag("E6")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAttacksTest extends ApiTest {

    private static final byte[] SECRET = "a secret of tests, of 32 or more bytes".getBytes(StandardCharsets.UTF_8);
    private static final String ASKED = "/api/sync-health?limit=1";

    /** How a program checks. */
    enum By {
        secret,
        jwkSet
    }

    /** @param token that must not be taken */
    record Attack(By by, String name, String token) {

        @Override
        public String toString() {
            return by + ": " + name;
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final JwkServer keyServer = new JwkServer();
    private final KeyPair rsa = Forge.rsa();
    private final KeyPair ec = Forge.ec();
    private final KeyPair mallorys = Forge.rsa();
    private final Map<By, ConfigurableApplicationContext> programs = new EnumMap<>(By.class);
    private HttpResponse<String> whileAway;
    private HttpResponse<String> pageWhileAway;

    @Value("${spring.datasource.url}")
    private String database;

    @Value("${spring.temporal.connection.target}")
    private String temporal;

    @BeforeAll
    void start() {
        programs.put(By.secret, program("secret=" + new String(SECRET, StandardCharsets.UTF_8)));
        programs.put(By.jwkSet, program("jwk-set-uri=" + keyServer.jwkSetUri()));
        keyServer.publish("rsa-1", rsa);
        keyServer.publish("ec-1", ec);
        whileAway = ask(By.jwkSet, good(By.jwkSet));
        pageWhileAway = send(By.jwkSet, "/", "Cookie", "plumbline=" + good(By.jwkSet));
        keyServer.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask(By.jwkSet, good(By.jwkSet)).statusCode() == 200);
    }

    private ConfigurableApplicationContext program(String keys) {
        return SpringApplication.run(
                PlumblineWorker.class,
                "--spring.datasource.url=" + database,
                "--spring.temporal.connection.target=" + temporal,
                "--server.port=0",
                "--plumbline.demo=false",
                "--plumbline.roles=api",
                "--plumbline.security.jwt." + keys,
                "--plumbline.security.jwt.issuer=" + Forge.ISSUER,
                "--plumbline.security.jwt.audience=" + Forge.AUDIENCE);
    }

    @AfterAll
    void stop() {
        programs.values().forEach(ConfigurableApplicationContext::close);
        keyServer.close();
    }

    // ---- good ones

    @ParameterizedTest
    @EnumSource(By.class)
    void a_good_token_gets_in(By by) {
        for (var type : new String[] {null, "JWT", "jwt", "at+jwt"}) {
            assertThat(ask(by, signed(by, with(header(by), "typ", type), allClaims()))
                            .statusCode())
                    .as(type)
                    .isEqualTo(200);
        }
        var now = Instant.now().getEpochSecond();
        assertThat(ask(by, signed(by, header(by), claimsWith("exp", now - 10))).statusCode())
                .as("within the clock's skew")
                .isEqualTo(200);
        assertThat(ask(by, signed(by, header(by), claimsWith("nbf", now + 10))).statusCode())
                .as("within the clock's skew")
                .isEqualTo(200);
    }

    @Test
    void an_elliptic_curve_is_good_too() {
        assertThat(ask(By.jwkSet, jwt(Map.of("alg", "ES256", "kid", "ec-1"), allClaims(), Forge.es256(ec)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_new_key_is_picked_up_without_a_restart_and_one_that_is_withdrawn_ends() {
        var next = Forge.rsa();
        var token = jwt(Map.of("alg", "RS256", "kid", "rsa-2"), allClaims(), rs256(next));
        assertThat(ask(By.jwkSet, token).statusCode()).isIn(401, 503);

        keyServer.publish("rsa-2", next);

        await().atMost(Duration.ofSeconds(40)).until(() -> ask(By.jwkSet, token).statusCode() == 200);
        keyServer.withdraw("rsa-2");
        var another = Forge.rsa();
        keyServer.publish("rsa-3", another);
        var newest = jwt(Map.of("alg", "RS256", "kid", "rsa-3"), allClaims(), rs256(another));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> ask(By.jwkSet, newest).statusCode() == 200);
        assertThat(ask(By.jwkSet, token).statusCode()).isIn(401, 503);
    }

    @Test
    void a_key_server_that_is_away_at_the_start_is_a_503_and_nobody_gets_in() {
        assertThat(whileAway.statusCode()).isEqualTo(503);
        assertThat(whileAway.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(whileAway.headers().firstValue("retry-after")).isPresent();
        assertThat(whileAway.body())
                .contains("\"status\":503")
                .doesNotContain(keyServer.url(), "Exception", "\"trace\"");
        assertThat(pageWhileAway.statusCode()).isEqualTo(302);
        assertThat(pageWhileAway.headers().firstValue("location").orElse("")).endsWith("/sign-in");
    }

    // ---- bad ones

    @ParameterizedTest
    @MethodSource("attacks")
    void a_forged_token_does_not_get_in(Attack attack) {
        var answer = ask(attack.by(), attack.token());

        if (attack.name().startsWith("kid") && attack.by() == By.jwkSet) {
            assertThat(answer.statusCode()).isIn(401, 503); // keys are not looked for again and again
        } else {
            assertThat(answer.statusCode()).isEqualTo(401);
        }
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "\tat ", ".java");
        assertThat(send(attack.by(), "/", "Cookie", "plumbline=" + attack.token())
                        .statusCode())
                .as("as a cookie")
                .isEqualTo(302);
    }

    @Test
    void nobody_asked_where_a_token_said_that_its_key_is() {
        for (var attack : attacks().toList()) {
            ask(attack.by(), attack.token());
        }

        assertThat(keyServer.asked()).containsOnly("/jwks");
    }

    @Test
    void a_header_that_is_larger_than_any_is_refused_by_the_server_without_a_word_of_how() {
        var answer = ask(By.secret, "x".repeat(200_000));

        assertThat(answer.statusCode()).isIn(400, 431);
        assertThat(answer.body()).doesNotContain("Exception", "\tat ", "Tomcat");
    }

    Stream<Attack> attacks() {
        return Stream.of(By.values()).flatMap(by -> attacks(by).stream());
    }

    private List<Attack> attacks(By by) {
        var attacks = new ArrayList<Attack>();
        for (var none : List.of("none", "None", "nOnE", "")) {
            attacks.add(attack(by, "alg " + none, jwt(Map.of("alg", none), allClaims(), always(new byte[0]))));
        }
        attacks.add(attack(by, "no alg", jwt(Map.of("typ", "JWT"), allClaims(), always(new byte[0]))));
        confusions(by, attacks);
        keysInTheHeader(by, attacks);
        kids(by, attacks);
        attacks.add(attack(by, "wrong issuer", signed(by, header(by), claimsWith("iss", "https://evil.example"))));
        attacks.add(attack(by, "issuer like it", signed(by, header(by), claimsWith("iss", Forge.ISSUER + "/"))));
        attacks.add(attack(by, "no issuer", signed(by, header(by), claimsWith("iss", null))));
        attacks.add(attack(by, "wrong audience", signed(by, header(by), claimsWith("aud", List.of("payroll")))));
        attacks.add(attack(by, "no audience", signed(by, header(by), claimsWith("aud", null))));
        var now = Instant.now().getEpochSecond();
        attacks.add(attack(by, "expired", signed(by, header(by), claimsWith("exp", now - 60))));
        attacks.add(attack(by, "expired long ago", signed(by, header(by), claimsWith("exp", 1))));
        attacks.add(attack(by, "no expiry", signed(by, header(by), claimsWith("exp", null))));
        attacks.add(attack(by, "expiry of nonsense", signed(by, header(by), claimsWith("exp", "never"))));
        attacks.add(attack(by, "not yet valid", signed(by, header(by), claimsWith("nbf", now + 300))));
        for (var type : List.of("JOSE", "secevent+jwt", "logout+jwt", "dpop+jwt")) {
            attacks.add(attack(by, "typ " + type, signed(by, with(header(by), "typ", type), allClaims())));
        }
        attacks.add(attack(
                by, "crit", signed(by, with(with(header(by), "crit", List.of("x-new")), "x-new", true), allClaims())));
        attacks.add(attack(
                by, "crit b64", signed(by, with(with(header(by), "crit", List.of("b64")), "b64", false), allClaims())));
        attacks.add(attack(by, "oversized", signed(by, header(by), claimsWith("padding", "x".repeat(9_000)))));
        tampered(by, attacks);
        return attacks;
    }

    /** With what is public as if it were the secret, and with other algorithms than the one of the keys. */
    private void confusions(By by, List<Attack> attacks) {
        var der = rsa.getPublic().getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        var jwk = new RSAKey.Builder((RSAPublicKey) rsa.getPublic())
                .keyID("rsa-1")
                .build();
        for (var kid : new String[] {null, "rsa-1"}) {
            var header = with(Map.of("alg", "HS256"), "kid", kid);
            attacks.add(attack(by, "HS256 by DER", jwt(header, allClaims(), hs256(der))));
            attacks.add(attack(
                    by, "HS256 by PEM", jwt(header, allClaims(), hs256(pem.getBytes(StandardCharsets.US_ASCII)))));
            attacks.add(attack(
                    by,
                    "HS256 by JWK",
                    jwt(header, allClaims(), hs256(jwk.toJSONString().getBytes(StandardCharsets.US_ASCII)))));
        }
        attacks.add(attack(by, "RS256 of another", jwt(Map.of("alg", "RS256"), allClaims(), rs256(mallorys))));
        if (by == By.secret) {
            attacks.add(attack(by, "HS512", jwt(Map.of("alg", "HS512"), allClaims(), hmac("HmacSHA512", SECRET))));
            attacks.add(attack(by, "HS384", jwt(Map.of("alg", "HS384"), allClaims(), hmac("HmacSHA384", SECRET))));
            attacks.add(attack(by, "HS256 by nothing", jwt(Map.of("alg", "HS256"), allClaims(), hs256(new byte[1]))));
        } else {
            var byRs512 = Forge.by("SHA512withRSA", rsa.getPrivate());
            attacks.add(attack(by, "RS512", jwt(Map.of("alg", "RS512", "kid", "rsa-1"), allClaims(), byRs512)));
            attacks.add(attack(by, "its secret", jwt(Map.of("alg", "HS256"), allClaims(), hs256(SECRET))));
        }
    }

    /** A token that brings the key that fits it. */
    private void keysInTheHeader(By by, List<Attack> attacks) {
        var evil = new RSAKey.Builder((RSAPublicKey) mallorys.getPublic())
                .keyID("rsa-1")
                .build();
        Map<String, Object> header = Map.of("alg", "RS256", "kid", "rsa-1");
        var signer = rs256(mallorys);
        attacks.add(attack(by, "jwk", jwt(with(header, "jwk", evil.toJSONObject()), allClaims(), signer)));
        attacks.add(attack(by, "jku", jwt(with(header, "jku", keyServer.url() + "/evil"), allClaims(), signer)));
        attacks.add(attack(by, "x5u", jwt(with(header, "x5u", keyServer.url() + "/evil"), allClaims(), signer)));
        attacks.add(attack(
                by,
                "jwk without kid",
                jwt(with(Map.of("alg", "RS256"), "jwk", evil.toJSONObject()), allClaims(), signer)));
    }

    private void kids(By by, List<Attack> attacks) {
        var names = List.of("unknown", "../../../../dev/null", "x' UNION SELECT 'y' --", "| id", "");
        for (var kid : names) {
            attacks.add(attack(
                    by,
                    "kid " + kid + " by nothing",
                    jwt(Map.of("alg", "HS256", "kid", kid), allClaims(), hs256(new byte[1]))));
            attacks.add(
                    attack(by, "kid " + kid, jwt(Map.of("alg", "RS256", "kid", kid), allClaims(), rs256(mallorys))));
        }
    }

    private void tampered(By by, List<Attack> attacks) {
        var good = good(by).split("\\.");
        var other = Forge.encoded(claimsWith("sub", "admin"));
        attacks.add(attack(by, "another payload", good[0] + "." + other + "." + good[2]));
        attacks.add(attack(
                by,
                "another header",
                Forge.encoded(with(header(by), "typ", "at+jwt")) + "." + good[1] + "." + good[2]));
        attacks.add(attack(by, "no signature", good[0] + "." + good[1] + "."));
        attacks.add(attack(by, "four parts", good(by) + ".x"));
        Map<String, Object> curve = Map.of("alg", "ES256", "kid", "ec-1");
        attacks.add(attack(by, "ES256 of zeros", jwt(curve, allClaims(), always(new byte[64]))));
        attacks.add(attack(
                by, "ES256 of zeros in DER", jwt(curve, allClaims(), always(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}))));
        attacks.add(attack(by, "ES256 of nothing", jwt(curve, allClaims(), always(new byte[0]))));
        attacks.add(
                attack(by, "encrypted", Forge.encoded(Map.of("alg", "dir", "enc", "A256GCM")) + "..AAAA.AAAA.AAAA"));
    }

    private static Attack attack(By by, String name, String token) {
        return new Attack(by, name, token);
    }

    private static Map<String, Object> header(By by) {
        return by == By.secret ? Map.of("alg", "HS256") : Map.of("alg", "RS256", "kid", "rsa-1");
    }

    private String good(By by) {
        return signed(by, header(by), allClaims());
    }

    private String signed(By by, Map<String, Object> header, Map<String, Object> claims) {
        return jwt(header, claims, by == By.secret ? hs256(SECRET) : rs256(rsa));
    }

    private HttpResponse<String> ask(By by, String token) {
        return send(by, ASKED, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(By by, String path, String header, String value) {
        var port = programs.get(by).getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header(header, value)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
