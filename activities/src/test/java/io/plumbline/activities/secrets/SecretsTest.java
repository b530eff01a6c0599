package io.plumbline.activities.secrets;

import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.infra.embedded.StartException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is sealed opens with its key, at its place, and nowhere else. */
@Tag("E5")
class SecretsTest {

    static final String ONE = key(1);
    static final String TWO = key(2);

    private static final SecretPlace HERE = new SecretPlace(CONNECTOR.AUTH_TOKEN, "registry");
    private static final String PLAIN = "s\u00e9cret \uD83D\uDD11 of 1 \"registry\"";

    private final Secrets secrets = Secrets.of(ONE, List.of());

    private static String key(int seed) {
        var bytes = new byte[32];
        new java.util.Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void a_sealed_secret_opens_where_it_was_sealed() {
        var sealed = secrets.seal(HERE, PLAIN);

        assertThat(sealed).startsWith("sealed:v1:").doesNotContain("registry", "cret");
        assertThat(secrets.open(HERE, sealed)).isEqualTo(PLAIN);
        assertThat(secrets.open(HERE, secrets.seal(HERE, ""))).isEmpty();
    }

    @Test
    void a_plain_secret_is_read_as_it_is() {
        assertThat(secrets.open(HERE, PLAIN)).isEqualTo(PLAIN);
        assertThat(Secrets.withoutKey().open(HERE, PLAIN)).isEqualTo(PLAIN);
        assertThat(Secrets.withoutKey().seal(HERE, PLAIN)).isEqualTo(PLAIN);
    }

    @Test
    void the_same_secret_never_looks_the_same() {
        assertThat(secrets.seal(HERE, PLAIN)).isNotEqualTo(secrets.seal(HERE, PLAIN));
    }

    @Test
    void a_secret_that_is_moved_to_another_place_is_worth_nothing_there() {
        var sealed = secrets.seal(HERE, PLAIN);

        for (var elsewhere : List.of(
                new SecretPlace(CONNECTOR.AUTH_TOKEN, "registry2"),
                new SecretPlace(CONNECTOR.AUTH_TOKEN, ""),
                new SecretPlace(CONNECTOR.WEBHOOK_SECRET, "registry"),
                new SecretPlace(WORKSPACE.WEBHOOK_SECRET, "registry"))) {
            assertThatThrownBy(() -> secrets.open(elsewhere, sealed))
                    .as(elsewhere.toString())
                    .isInstanceOf(UnreadableSecret.class)
                    .hasMessageContaining("cannot be read")
                    .hasMessageNotContaining(sealed);
            assertThat(secrets.find(elsewhere, sealed)).isEmpty();
        }
    }

    @Test
    void a_secret_that_was_changed_is_not_read() {
        var sealed = secrets.seal(HERE, PLAIN);
        var body = sealed.lastIndexOf(':') + 1;
        for (var at : List.of(body, body + 20, sealed.length() - 2)) {
            var changed = new StringBuilder(sealed);
            changed.setCharAt(at, changed.charAt(at) == 'A' ? 'B' : 'A');
            assertThat(secrets.find(HERE, changed.toString())).as("at " + at).isEmpty();
        }
        for (var broken : List.of(
                "sealed:v1:", "sealed:v1::", sealed.substring(0, body), sealed.substring(0, body + 4), sealed + "*")) {
            assertThat(secrets.find(HERE, broken)).as(broken).isEmpty();
        }
    }

    @Test
    void an_older_key_still_opens_while_it_is_named() {
        var old = secrets.seal(HERE, PLAIN);

        assertThat(Secrets.of(TWO, List.of(ONE)).open(HERE, old)).isEqualTo(PLAIN);
        assertThat(Secrets.of(TWO, List.of()).find(HERE, old)).isEmpty();
        assertThat(Secrets.withoutKey().find(HERE, old)).isEmpty();
    }

    @Test
    void a_key_that_is_none_is_named_and_not_shown() {
        for (var wrong : List.of("", "short", ONE.substring(4), "\u00e9".repeat(44), ONE + ONE)) {
            assertThatThrownBy(() -> Secrets.of(wrong, List.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "plumbline.security.secrets-key must be 32 bytes in base64, as `openssl rand -base64 32`"
                                    + " prints them.");
        }
        assertThatThrownBy(() -> Secrets.of(ONE, List.of("x")))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("plumbline.security.previous-secrets-keys must be");
    }
}
