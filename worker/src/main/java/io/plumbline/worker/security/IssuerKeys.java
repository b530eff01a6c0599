package io.plumbline.worker.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of an issuer, whose address it tells itself (OpenID Connect Discovery 1.0). Asked each time, so that it may move. */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

    private final String issuer;
    private final URL configuration;
    private final ResourceRetriever http;

    IssuerKeys(String issuer, URL configuration, ResourceRetriever http) {
        this.issuer = issuer;
        this.configuration = configuration;
        this.http = http;
    }

    static String configurationUri(String issuer) {
        return issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long currentTime, @Nullable SecurityContext context)
            throws KeySourceException {
        return new URLBasedJWKSetSource<>(keysUrl(), http).getJWKSet(refresh, currentTime, context);
    }

    private URL keysUrl() throws KeySourceException {
        try {
            var said =
                    JSONObjectUtils.parse(http.retrieveResource(configuration).getContent());
            if (!issuer.equals(JSONObjectUtils.getString(said, "issuer"))) {
                throw unusable("it is of another issuer", null);
            }
            return keysUrl(JSONObjectUtils.getString(said, "jwks_uri"));
        } catch (ParseException e) {
            throw unusable("it is not readable as JSON", e);
        } catch (IOException e) {
            throw unusable(String.valueOf(e.getMessage()), e);
        }
    }

    private static URL keysUrl(@Nullable String said) throws KeySourceException {
        try {
            var uri = URI.create(said == null ? "" : said);
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                return uri.toURL();
            }
        } catch (IllegalArgumentException | MalformedURLException e) {
            // said below
        }
        throw unusable("it has no jwks_uri that can be used", null);
    }

    private static KeySourceException unusable(String why, @Nullable Exception cause) {
        return new JWKSetRetrievalException("The issuer's configuration cannot be used: " + why, cause);
    }

    @Override
    public void close() {
        // nothing is open between two fetches
    }
}
