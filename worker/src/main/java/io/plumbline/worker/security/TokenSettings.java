package io.plumbline.worker.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How tokens are checked (E5).
 *
 * @param secret for HS256, at least 32 bytes; when it is not set, an embedded start makes one and keeps it
 * @param issuer when set, the {@code iss} that a token must have
 * @param audience when set, one of the {@code aud} that a token must have
 */
@ConfigurationProperties("plumbline.security.jwt")
record TokenSettings(
        @Nullable String secret,
        @Nullable String issuer,
        @Nullable String audience) {}
