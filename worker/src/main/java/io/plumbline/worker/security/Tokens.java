package io.plumbline.worker.security;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.plumbline.infra.embedded.DataDirectory;
import io.plumbline.infra.embedded.StartException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** The keys of this installation's tokens: one secret, or the public keys of whoever makes them. */
@Configuration(proxyBeanMethods = false)
class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final String SECRET_FILE = "jwt.secret";
    private static final int SECRET_BYTES = 32;

    @Bean
    @Conditional(HasSecret.class)
    SecretKey tokenKey(TokenSettings settings, ObjectProvider<DataDirectory> dataDirectory) {
        var secret = settings.secret();
        if (secret == null || secret.isBlank()) {
            var directory = dataDirectory.getIfAvailable();
            if (directory == null) {
                throw new StartException("plumbline.security.jwt.secret must be set: " + SECRET_BYTES
                        + " bytes or more, known to whoever makes the tokens; or one of jwk-set-uri, public-key and"
                        + " issuer-uri, where they are made with a private key.");
            }
            secret = directory.secret(SECRET_FILE, Tokens::randomSecret);
        }
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SECRET_BYTES) {
            throw new StartException("plumbline.security.jwt.secret has " + bytes.length + " bytes; HS256 needs "
                    + SECRET_BYTES + " or more.");
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static String randomSecret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Bean
    JwtDecoder jwtDecoder(TokenSettings settings, ObjectProvider<SecretKey> secret) {
        var source = settings.keySource().orElse(KeySource.secret);
        if (source != KeySource.secret && settings.audience() == null) {
            log.warn("plumbline.security.jwt.audience is not set: tokens that were made for other programs with the "
                    + "same keys are taken, too.");
        }
        return TokenCheck.of(settings, source, secret::getObject);
    }

    @Bean
    @Conditional(HasSecret.class)
    JwtEncoder jwtEncoder(SecretKey key) {
        return new NimbusJwtEncoder(new ImmutableSecret<>(key));
    }
}
