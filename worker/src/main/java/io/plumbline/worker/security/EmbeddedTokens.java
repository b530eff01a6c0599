package io.plumbline.worker.security;

import io.plumbline.infra.embedded.DataDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Conditional;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;

/** Tokens for the person who tries Plumbline out: made at each start, and readable in the data directory by its owner. */
@Component
@Conditional(HasSecret.class)
public class EmbeddedTokens {

    private static final Duration GOOD_FOR = Duration.ofDays(30);

    private final JwtEncoder encoder;
    private final TokenSettings settings;
    private final InstantSource clock;

    EmbeddedTokens(JwtEncoder encoder, TokenSettings settings, InstantSource clock) {
        this.encoder = encoder;
        this.settings = settings;
        this.clock = clock;
    }

    /** Writes {@code operator.token} and {@code viewer.token}. */
    public void writeTo(DataDirectory directory) {
        directory.writeSecret("operator.token", operator());
        directory.writeSecret("viewer.token", token("viewer"));
    }

    public String operator() {
        return token("operator");
    }

    private String token(String role) {
        var now = clock.instant();
        var claims = JwtClaimsSet.builder()
                .subject(role)
                .claim("roles", List.of(role))
                .issuedAt(now)
                .expiresAt(now.plus(GOOD_FOR));
        if (settings.issuer() != null) {
            claims.issuer(settings.issuer());
        }
        if (settings.audience() != null) {
            claims.audience(List.of(settings.audience()));
        }
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims.build()))
                .getTokenValue();
    }
}
