package io.plumbline.worker.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;

/**
 * What a token must be: not long, signed by the keys that are set with an algorithm of theirs, of a time, an issuer, an
 * audience and a type that fit (RFC 8725). A bad token and keys that cannot be had are two things.
 */
final class TokenCheck implements JwtDecoder {

    private static final Logger log = LoggerFactory.getLogger(TokenCheck.class);

    /** Longer ones are not read. */
    static final int LONGEST = 8 * 1024;

    private final JwtDecoder decoder;

    private TokenCheck(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    /** @param secret is asked for only where that is the source */
    static TokenCheck of(TokenSettings settings, KeySource source, Supplier<SecretKey> secret) {
        var decoder = TokenKeys.decoder(settings, source, secret);
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(validators(settings)));
        return new TokenCheck(decoder);
    }

    private static List<OAuth2TokenValidator<Jwt>> validators(TokenSettings settings) {
        var type = new JwtTypeValidator("JWT", "at+jwt");
        type.setAllowEmpty(true);
        var validators = new ArrayList<OAuth2TokenValidator<Jwt>>();
        validators.add(type);
        validators.add(new JwtTimestampValidator(settings.clockSkew()));
        validators.add(new JwtClaimValidator<Object>(JwtClaimNames.EXP, expiry -> expiry != null));
        var issuer = settings.requiredIssuer();
        if (issuer != null) {
            validators.add(new JwtClaimValidator<Object>(
                    JwtClaimNames.ISS, claimed -> claimed != null && issuer.equals(claimed.toString())));
        }
        var audience = settings.audience();
        if (audience != null) {
            validators.add(new JwtClaimValidator<List<String>>(
                    JwtClaimNames.AUD, claimed -> claimed != null && claimed.contains(audience)));
        }
        return validators;
    }

    @Override
    public Jwt decode(String token) {
        if (token.length() > LONGEST) {
            throw new BadJwtException("The token is longer than " + LONGEST + " characters.");
        }
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            if (e.getCause() instanceof KeySourceException away) {
                var asked = !(away instanceof RateLimitReachedException); // said when it was asked last
                log.atLevel(asked ? Level.WARN : Level.DEBUG)
                        .log("A token could not be checked, since its keys cannot be had: {}", away.getMessage());
                throw new KeysAway(away);
            }
            throw new BadJwtException("The token cannot be read.", e);
        }
    }
}
