package io.plumbline.worker.security;

import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import io.plumbline.infra.embedded.StartException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Set;

/**
 * Public keys that are fetched when a token first needs them, so that a key server that is down does not stop the start.
 * They are kept for some minutes. A key that is not among them is looked for again, but not as often as somebody sends
 * tokens with names of keys that there are not.
 */
final class KeyServer {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LARGEST_ANSWER = 512 * 1024;
    private static final Duration KEPT_FOR = Duration.ofMinutes(5);
    private static final Duration WAITS_FOR_ANOTHER = Duration.ofSeconds(5); // that fetches them already
    private static final Duration TWO_FETCHES_WITHIN = Duration.ofSeconds(10); // are the most

    private static final ResourceRetriever HTTP =
            new DefaultResourceRetriever((int) PATIENCE.toMillis(), (int) PATIENCE.toMillis(), LARGEST_ANSWER);

    private KeyServer() {}

    /** The keys at this address. */
    static JWKSource<SecurityContext> at(String jwkSetUri) {
        return kept(new URLBasedJWKSetSource<>(url(KeySource.jwkSet, jwkSetUri), HTTP));
    }

    /** The keys of this issuer. */
    static JWKSource<SecurityContext> of(String issuerUri) {
        return kept(new IssuerKeys(issuerUri, url(KeySource.issuer, IssuerKeys.configurationUri(issuerUri)), HTTP));
    }

    private static JWKSource<SecurityContext> kept(JWKSetSource<SecurityContext> source) {
        return JWKSourceBuilder.create(source)
                .cache(KEPT_FOR.toMillis(), WAITS_FOR_ANOTHER.toMillis())
                .refreshAheadCache(false)
                .rateLimited(TWO_FETCHES_WITHIN.toMillis())
                .build();
    }

    private static URL url(KeySource source, String uri) {
        try {
            var url = URI.create(uri).toURL();
            if (Set.of("http", "https").contains(url.getProtocol())
                    && !url.getHost().isEmpty()) {
                return url;
            }
        } catch (MalformedURLException | IllegalArgumentException e) {
            // said below
        }
        throw new StartException(source.property() + " must be an address like https://keys.example/jwks.json.");
    }
}
