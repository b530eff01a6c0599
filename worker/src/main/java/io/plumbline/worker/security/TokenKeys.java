package io.plumbline.worker.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.plumbline.infra.embedded.StartException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** A decoder for each source of keys, with the algorithms that fit its kind and no others. */
final class TokenKeys {

    private static final String ALGORITHMS = KeySource.PREFIX + "algorithms";

    private TokenKeys() {}

    static NimbusJwtDecoder decoder(TokenSettings settings, KeySource source, Supplier<SecretKey> secret) {
        return switch (source) {
            case secret -> bySecret(settings, secret);
            case publicKey -> byPublicKey(settings, PublicKeyPem.read(String.valueOf(settings.publicKey())));
            case jwkSet -> byKeyServer(settings, KeyServer.at(String.valueOf(settings.jwkSetUri())));
            case issuer -> byKeyServer(settings, KeyServer.of(String.valueOf(settings.issuerUri())));
        };
    }

    private static NimbusJwtDecoder bySecret(TokenSettings settings, Supplier<SecretKey> secret) {
        if (settings.algorithms().stream().anyMatch(name -> !name.equals(MacAlgorithm.HS256.getName()))) {
            throw new StartException(ALGORITHMS + "=" + String.join(",", settings.algorithms())
                    + " does not fit a secret, whose tokens are made with HS256.");
        }
        return NimbusJwtDecoder.withSecretKey(secret.get())
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
    }

    /** The key is the one, whatever a token says of its name. */
    private static NimbusJwtDecoder byPublicKey(TokenSettings settings, PublicKeyPem pem) {
        var algorithms = algorithms(settings, List.of(pem.usualAlgorithm()));
        if (algorithms.size() != 1 || !pem.fits(algorithms.get(0))) {
            throw new StartException(ALGORITHMS + "=" + String.join(",", settings.algorithms())
                    + " must be one that the public key can be used with, like " + pem.usualAlgorithm() + ".");
        }
        var processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new SingleKeyJWSKeySelector<>(
                JWSAlgorithm.parse(algorithms.get(0).getName()), pem.key()));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // ours are checked afterwards
        processor.setJWSTypeVerifier((type, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    private static NimbusJwtDecoder byKeyServer(TokenSettings settings, JWKSource<SecurityContext> keys) {
        var algorithms = algorithms(settings, List.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256));
        return NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(allowed -> {
                    allowed.clear();
                    allowed.addAll(algorithms);
                })
                .build();
    }

    private static List<SignatureAlgorithm> algorithms(TokenSettings settings, List<SignatureAlgorithm> usual) {
        return settings.algorithms().isEmpty()
                ? usual
                : settings.algorithms().stream().map(TokenKeys::algorithm).toList();
    }

    /** Those of a secret are not among them: a public key is no secret. */
    private static SignatureAlgorithm algorithm(String name) {
        var known = SignatureAlgorithm.from(name);
        if (known == null) {
            throw new StartException(ALGORITHMS + " has '" + name + "'; with public keys it may have any of "
                    + Arrays.toString(SignatureAlgorithm.values()) + ".");
        }
        return known;
    }
}
