package io.plumbline.worker.security;

import static io.plumbline.worker.security.Forge.allClaims;
import static io.plumbline.worker.security.Forge.jwt;
import static io.plumbline.worker.security.Forge.rs256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Each place that keys may come from. */
@Tag("E5")
class TokenSourcesTest {

    private final KeyPair rsa = Forge.rsa();
    private final KeyPair ec = Forge.ec();

    @TempDir
    Path directory;

    @Test
    void an_issuer_tells_where_its_keys_are_and_tokens_are_of_it() {
        try (var server = new JwkServer()) {
            server.publish("rsa-1", rsa);
            var check = check(
                    new TokenSettings(null, null, null, server.url(), null, null, List.of(), Duration.ofSeconds(30)));
            var token = ofIssuer(server.url());
            assertThatThrownBy(() -> check.decode(token)).isInstanceOf(KeysAway.class);

            server.start();

            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(KeysAway.class)
                    .untilAsserted(
                            () -> assertThat(check.decode(token).getSubject()).isEqualTo("mallory"));
            assertThatThrownBy(() -> check.decode(ofIssuer("https://evil.example")))
                    .isInstanceOf(BadJwtException.class);
        }
    }

    @Test
    void an_issuer_that_says_to_be_another_is_not_believed() {
        try (var server = new JwkServer()) {
            server.publish("rsa-1", rsa);
            server.says("https://evil.example");
            server.start();
            var check = check(
                    new TokenSettings(null, null, null, server.url(), null, null, List.of(), Duration.ofSeconds(30)));

            assertThatThrownBy(() -> check.decode(ofIssuer(server.url()))).isInstanceOf(KeysAway.class);
            assertThat(server.asked()).containsOnly("/.well-known/openid-configuration");
        }
    }

    private String ofIssuer(String issuer) {
        return jwt(Map.of("alg", "RS256", "kid", "rsa-1"), Forge.claimsWith("iss", issuer), rs256(rsa));
    }

    @Test
    void names_of_keys_that_there_are_not_do_not_make_us_ask_for_each() {
        try (var server = new JwkServer()) {
            server.publish("rsa-1", rsa);
            server.start();
            var check = check(new TokenSettings(
                    null, server.jwkSetUri(), null, null, null, null, List.of(), Duration.ofSeconds(30)));

            for (var number = 0; number < 50; number++) {
                var token = jwt(Map.of("alg", "RS256", "kid", "k" + number), allClaims(), rs256(rsa));
                assertThatThrownBy(() -> check.decode(token)).isInstanceOf(RuntimeException.class);
            }

            assertThat(server.asked()).hasSizeLessThan(6);
            assertThat(check.decode(jwt(Map.of("alg", "RS256", "kid", "rsa-1"), allClaims(), rs256(rsa))))
                    .isNotNull();
        }
    }

    @Test
    void a_public_key_is_read_from_a_file_or_from_the_setting_itself() throws IOException {
        var file = Files.writeString(directory.resolve("key.pem"), pem(rsa));
        for (var key : List.of(
                file.toString(),
                "file:" + file,
                pem(rsa),
                pem(rsa).replace("\n", " "),
                pem(rsa).replace("\n", "\\n"))) {
            var check = check(publicKey(key));

            assertThat(check.decode(jwt(Map.of("alg", "RS256", "kid", "any"), allClaims(), rs256(rsa))))
                    .isNotNull();
            assertThatThrownBy(() -> check.decode(jwt(Map.of("alg", "RS256"), allClaims(), rs256(Forge.rsa()))))
                    .isInstanceOf(BadJwtException.class);
        }
    }

    @Test
    void a_public_key_pins_its_algorithm() {
        var byCurve = check(publicKey(pem(ec)));
        var byRsa = check(publicKey(pem(rsa)));
        var der = rsa.getPublic().getEncoded();

        assertThat(byCurve.decode(jwt(Map.of("alg", "ES256"), allClaims(), Forge.es256(ec))))
                .isNotNull();
        for (var confused : List.of(
                jwt(Map.of("alg", "HS256"), allClaims(), Forge.hs256(der)),
                jwt(Map.of("alg", "HS256"), allClaims(), Forge.hs256(pem(rsa).getBytes())),
                jwt(Map.of("alg", "RS512"), allClaims(), Forge.by("SHA512withRSA", rsa.getPrivate())),
                jwt(Map.of("alg", "none"), allClaims(), Forge.always(new byte[0])),
                jwt(Map.of("alg", "ES256"), allClaims(), Forge.always(new byte[64])))) {
            assertThatThrownBy(() -> byRsa.decode(confused)).isInstanceOf(BadJwtException.class);
            assertThatThrownBy(() -> byCurve.decode(confused)).isInstanceOf(BadJwtException.class);
        }
    }

    @Test
    void a_public_key_that_cannot_be_is_named() {
        assertThatThrownBy(() -> check(publicKey(pem(Forge.pair("RSA", 1024)))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("plumbline.security.jwt.public-key cannot be used: it has 1024 bits");
        assertThatThrownBy(() -> check(new TokenSettings(
                        null, null, pem(ec), null, null, null, List.of("RS256"), Duration.ofSeconds(30))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("plumbline.security.jwt.algorithms=RS256 must be one");
    }

    private static TokenSettings publicKey(String key) {
        return new TokenSettings(null, null, key, null, null, null, List.of(), Duration.ofSeconds(30));
    }

    private static JwtDecoder check(TokenSettings settings) {
        return TokenCheck.of(settings, settings.keySource().orElseThrow(), TokenSourcesTest::noSecret);
    }

    private static SecretKey noSecret() {
        throw new AssertionError("public keys need none");
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
