package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTOR;

import io.plumbline.activities.http.NoAnswer;
import io.plumbline.activities.http.PartnerClient;
import io.plumbline.activities.http.RetryAfter;
import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.activities.secrets.UnreadableSecret;
import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.run.Rejected;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** The registry's HTTP API, as in {@code GET {baseUrl}/organizations/{id}/members?page=N} (C3). */
@Component
final class HttpMemberSource implements MemberSource {

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final PartnerClient registry;
    private final MemberReader reader;
    private final Secrets secrets;
    private final FederationSettings settings;
    private final InstantSource clock;

    HttpMemberSource(MemberReader reader, Secrets secrets, FederationSettings settings, InstantSource clock) {
        this.registry = new PartnerClient(settings.connectWithin(), settings.answerWithin(), settings.largestPage());
        this.reader = reader;
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public MemberPage page(Connection connection, int page, Runnable signOfLife) {
        return get(connection, "members?page=" + page, signOfLife)
                .map(body -> reader.page(body, page))
                .orElseThrow(() -> Rejected.because("The registry answered 404: it has no organisation '"
                        + connection.federationOrgId() + "', or base_url is wrong."));
    }

    @Override
    public Optional<Member> member(Connection connection, String memberId, Runnable signOfLife) {
        var member = get(connection, "members/" + encoded(memberId), signOfLife).map(reader::member);
        if (member.isEmpty()) {
            page(connection, 1, signOfLife); // where base_url is wrong, everybody would be gone
        } else if (member.get().error() == null && !member.get().id().equals(memberId)) {
            throw FederationAnswer.notNow("The registry's answer cannot be used: it is about another member.", null);
        }
        return member;
    }

    private Optional<byte[]> get(Connection connection, String path, Runnable signOfLife) {
        var request = request(connection, path);
        var waited = Duration.ZERO;
        while (true) {
            signOfLife.run();
            var answer = send(request);
            switch (answer.statusCode()) {
                case 200 -> {
                    return Optional.of(answer.body());
                }
                case 404 -> {
                    return Optional.empty();
                }
                case 429, 503 -> waited = waited.plus(pause(answer, waited, signOfLife));
                default -> throw refusal(answer.statusCode());
            }
        }
    }

    private static RuntimeException refusal(int status) {
        return switch (status) {
            case 401, 403 -> Rejected.because("The registry answered " + status + ": it does not take our token.");
            case 301, 302, 303, 307, 308 ->
                Rejected.because("The registry answered " + status + ": base_url must be its final address.");
            default -> FederationAnswer.notNow("The registry answered " + status + ".", null);
        };
    }

    private HttpRequest request(Connection connection, String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(connection.baseUrl().replaceFirst("/+$", "")
                            + "/organizations/" + encoded(connection.federationOrgId()) + "/" + path))
                    .header("Accept", "application/json");
            token(connection).ifPresent(token -> request.header("Authorization", "Bearer " + token));
            return request.build();
        } catch (IllegalArgumentException e) { // its message may hold the token
            throw Rejected.because("The connector's base_url or auth_token cannot be used: base_url must be like "
                    + "https://registry.example/api, and the token one line.");
        }
    }

    private Optional<String> token(Connection connection) {
        try {
            return Optional.ofNullable(connection.authToken())
                    .map(stored ->
                            secrets.open(new SecretPlace(CONNECTOR.AUTH_TOKEN, connection.connectorId()), stored))
                    .filter(token -> !token.isBlank());
        } catch (UnreadableSecret e) {
            throw Rejected.because(String.valueOf(e.getMessage()));
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return registry.send(request);
        } catch (NoAnswer e) {
            throw FederationAnswer.notNow("The registry " + e.getMessage() + ".", null);
        }
    }

    /**
     * Does as the registry asks, if it is not for long, all pauses of a request together; what takes longer waits in the queue.
     *
     * @return how long that was
     */
    private Duration pause(HttpResponse<byte[]> answer, Duration waited, Runnable signOfLife) {
        var asked = RetryAfter.of(answer, clock.instant())
                .map(HttpMemberSource::notAtOnce)
                .orElse(null);
        if (asked == null || waited.plus(asked).compareTo(settings.waitAtMost()) > 0) {
            throw FederationAnswer.notNow("The registry answered " + answer.statusCode() + ".", asked);
        }
        var until = System.nanoTime() + asked.toNanos();
        while (System.nanoTime() < until) {
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(STEP.toNanos(), Math.max(1, until - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The worker stops.", e);
            }
            signOfLife.run();
        }
        return asked;
    }

    /** No wait at all, or until a moment that is past, would be asked for again and again without a pause. */
    private static Duration notAtOnce(Duration asked) {
        return asked.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : asked;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
