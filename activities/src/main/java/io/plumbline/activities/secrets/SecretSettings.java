package io.plumbline.activities.secrets;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How secrets are kept in our tables.
 *
 * @param secretsKey 32 bytes in base64; when it is not set, an embedded database has one of its own, and another has none
 * @param previousSecretsKeys keys that values may still be sealed with, after a change of the first
 * @param sealEvery how often values are looked for that are not sealed with it
 */
@ConfigurationProperties("plumbline.security")
public record SecretSettings(
        @Nullable String secretsKey,
        @DefaultValue List<String> previousSecretsKeys,
        @DefaultValue("10s") Duration sealEvery) {

    public SecretSettings {
        if (sealEvery.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "plumbline.security.seal-every must be longer than zero; it is " + sealEvery);
        }
    }

    /** Never shows the keys. */
    @Override
    public String toString() {
        return "SecretSettings";
    }
}
