package io.plumbline.worker.security;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.plumbline.infra.embedded.DataDirectory;
import io.plumbline.infra.embedded.StartException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** The key of this installation's tokens, and what else a token must be: HS256, not expired, with an expiry. */
@Configuration(proxyBeanMethods = false)
class Tokens {

    private static final String SECRET_FILE = "jwt.secret";
    private static final int SECRET_BYTES = 32;

    @Bean
    SecretKey tokenKey(TokenSettings settings, ObjectProvider<DataDirectory> dataDirectory) {
        var secret = settings.secret();
        if (secret == null || secret.isBlank()) {
            var directory = dataDirectory.getIfAvailable();
            if (directory == null) {
                throw new StartException("plumbline.security.jwt.secret must be set: " + SECRET_BYTES
                        + " bytes or more, known to whoever makes the tokens.");
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
    JwtDecoder jwtDecoder(SecretKey key, TokenSettings settings) {
        var decoder = NimbusJwtDecoder.withSecretKey(key)
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(checks(settings)));
        return decoder;
    }

    private static List<OAuth2TokenValidator<Jwt>> checks(TokenSettings settings) {
        var checks = new ArrayList<OAuth2TokenValidator<Jwt>>();
        checks.add(new JwtClaimValidator<Object>(JwtClaimNames.EXP, expiry -> expiry != null));
        var issuer = settings.issuer();
        if (issuer != null) {
            checks.add(new JwtClaimValidator<Object>(
                    JwtClaimNames.ISS, claimed -> claimed != null && issuer.equals(claimed.toString())));
        }
        var audience = settings.audience();
        if (audience != null) {
            checks.add(new JwtClaimValidator<List<String>>(
                    JwtClaimNames.AUD, claimed -> claimed != null && claimed.contains(audience)));
        }
        return checks;
    }

    @Bean
    JwtEncoder jwtEncoder(SecretKey key) {
        return new NimbusJwtEncoder(new ImmutableSecret<>(key));
    }
}
