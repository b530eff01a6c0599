package io.plumbline.worker.security;

import io.plumbline.infra.embedded.StartException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tokens are checked (E5). Exactly one of secret, jwkSetUri, publicKey and issuerUri says with which keys.
 *
 * @param secret for HS256, at least 32 bytes; when no keys are set, an embedded start makes one and keeps it
 * @param jwkSetUri where a key server has its public keys
 * @param publicKey a public key in PEM, or the file that has it
 * @param issuer when set, the {@code iss} that a token must have
 * @param issuerUri an OpenID Connect issuer, which tells where its keys are; tokens must be of this issuer
 * @param audience when set, one of the {@code aud} that a token must have
 * @param algorithms those that a token may be signed with; when it is not set, what fits the keys
 * @param clockSkew how far the clock of whoever makes the tokens may be from ours
 */
@ConfigurationProperties("plumbline.security.jwt")
record TokenSettings(
        @Nullable String secret,
        @Nullable String jwkSetUri,
        @Nullable String publicKey,
        @Nullable String issuerUri,
        @Nullable String issuer,
        @Nullable String audience,
        @DefaultValue List<String> algorithms,
        @DefaultValue("30s") Duration clockSkew) {

    private static final Duration LARGEST_SKEW = Duration.ofMinutes(5);

    TokenSettings {
        issuer = unlessBlank(issuer);
        audience = unlessBlank(audience);
        issuerUri = unlessBlank(issuerUri);
        if (clockSkew.isNegative() || clockSkew.compareTo(LARGEST_SKEW) > 0) {
            throw new IllegalArgumentException(
                    "plumbline.security.jwt.clock-skew must be from 0s to 5m; it is " + clockSkew);
        }
    }

    private static @Nullable String unlessBlank(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * Where the keys are, if any are set.
     *
     * @throws StartException when there are two: a token that one of them refuses could be made to fit the other
     */
    Optional<KeySource> keySource() {
        var set = KeySource.allIn(this);
        if (set.size() > 1) {
            throw new StartException(set.get(0).property() + " and "
                    + set.get(1).property() + " are both set. Tokens are checked by one of them: unset the other.");
        }
        return set.stream().findFirst();
    }

    /** The {@code iss} that a token must have. */
    @Nullable
    String requiredIssuer() {
        if (issuerUri == null) {
            return issuer;
        }
        if (issuer != null && !issuer.equals(issuerUri)) {
            throw new StartException(
                    "plumbline.security.jwt.issuer and plumbline.security.jwt.issuer-uri name two issuers: unset the first.");
        }
        return issuerUri;
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "TokenSettings" + KeySource.allIn(this);
    }
}
