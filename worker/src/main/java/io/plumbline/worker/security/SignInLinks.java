package io.plumbline.worker.security;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** One-time codes that sign a person in to the dashboard. They are kept in memory, and good for an hour. */
@Component
public class SignInLinks {

    private static final Duration GOOD_FOR = Duration.ofHours(1);
    private static final int CODE_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private final InstantSource clock;

    SignInLinks(InstantSource clock) {
        this.clock = clock;
    }

    private record Offer(String token, Instant until) {}

    /** @return the path that signs in with this token, once */
    public String offer(String token) {
        var bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        var code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        offers.put(code, new Offer(token, clock.instant().plus(GOOD_FOR)));
        return "/sign-in?code=" + code;
    }

    Optional<String> redeem(String code) {
        return Optional.ofNullable(offers.remove(code))
                .filter(offer -> clock.instant().isBefore(offer.until()))
                .map(Offer::token);
    }
}
