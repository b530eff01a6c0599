package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTOR;

import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.activities.secrets.UnreadableSecret;
import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.run.Rejected;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The registry's HTTP API, as in {@code GET {baseUrl}/organizations/{id}/members?page=N} (C3). */
@Component
final class HttpMemberSource implements MemberSource {

    private static final Duration STEP = Duration.ofSeconds(5);

    private final HttpClient http;
    private final MemberReader reader;
    private final Secrets secrets;
    private final FederationSettings settings;
    private final InstantSource clock;

    HttpMemberSource(MemberReader reader, Secrets secrets, FederationSettings settings, InstantSource clock) {
        this.http = HttpClient.newBuilder()
                .connectTimeout(settings.connectWithin())
                .followRedirects(HttpClient.Redirect.NEVER) // the token is for this address only
                .build();
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
        return get(connection, "members/" + encoded(memberId), signOfLife).map(reader::member);
    }

    private Optional<byte[]> get(Connection connection, String path, Runnable signOfLife) {
        var request = request(connection, path);
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
                case 429, 503 -> pause(answer, signOfLife);
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
                    .timeout(settings.answerWithin())
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
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, info -> new BoundedBody(settings.largestPage()));
        try {
            return answer.get(settings.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw FederationAnswer.notNow("The registry did not answer within " + settings.answerWithin() + ".", null);
        } catch (ExecutionException e) {
            throw FederationAnswer.notNow("The registry cannot be reached: " + words(e.getCause()) + ".", null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The worker stops.", e);
        }
    }

    private static String words(@Nullable Throwable failure) {
        if (failure == null) {
            return "no reason given";
        }
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Does as the registry asks, if it is not for long; what takes longer waits in the queue. */
    private void pause(HttpResponse<byte[]> answer, Runnable signOfLife) {
        var asked = retryAfter(answer).orElse(null);
        if (asked == null || asked.compareTo(settings.waitAtMost()) > 0) {
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
    }

    /** Seconds or a date (RFC 9110, 10.2.3). */
    private Optional<Duration> retryAfter(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Retry-After").map(String::strip).flatMap(value -> {
            try {
                var wait = value.matches("\\d{1,9}")
                        ? Duration.ofSeconds(Long.parseLong(value))
                        : Duration.between(
                                clock.instant(),
                                ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant());
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
