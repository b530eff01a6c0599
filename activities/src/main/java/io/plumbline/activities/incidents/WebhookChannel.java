package io.plumbline.activities.incidents;

import io.plumbline.activities.http.NoAnswer;
import io.plumbline.activities.http.PartnerClient;
import io.plumbline.workflows.run.Rejected;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program that is told, where {@code plumbline.incidents.webhook.url} is set, as <a
 * href="https://www.standardwebhooks.com">Standard Webhooks</a> have it. A message that is sent again keeps its webhook-id.
 */
@Component
final class WebhookChannel implements IncidentChannel {

    private static final int GONE = 410;

    private final WebhookSettings settings;
    private final List<WebhookSecret> secrets;
    private final InstantSource clock;
    private final JsonMapper json = JsonMapper.builder().build();
    private final PartnerClient partner;

    WebhookChannel(IncidentSettings incidents, InstantSource clock) {
        this.settings = incidents.webhook();
        this.secrets = Stream.of(settings.secret(), settings.previousSecret())
                .flatMap(Stream::ofNullable)
                .map(WebhookSecret::of)
                .toList();
        this.clock = clock;
        this.partner = new PartnerClient(settings.timeout(), settings.timeout(), 0);
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public boolean isOn() {
        return settings.url() != null;
    }

    @Override
    public void send(IncidentMessage message) {
        var url = settings.url();
        if (url == null) {
            throw new IllegalStateException("There is no webhook to tell.");
        }
        var problem = problem(url.getHost(), status(url.getHost(), request(url, message)));
        if (problem != null) {
            throw problem;
        }
    }

    private HttpRequest request(URI url, IncidentMessage message) {
        var timestamp = clock.instant().getEpochSecond();
        var body = json.writeValueAsString(WebhookPayload.of(message));
        return HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Plumbline")
                .header("webhook-id", message.key())
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", signatures(message.key(), timestamp, body))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private String signatures(String id, long timestamp, String body) {
        return secrets.stream().map(secret -> secret.sign(id, timestamp, body)).collect(Collectors.joining(" "));
    }

    private int status(String host, HttpRequest request) {
        try {
            return partner.tell(request);
        } catch (NoAnswer e) {
            throw new IllegalStateException(host + " " + e.getMessage() + ".", e);
        }
    }

    /** Null where it was taken. */
    private static @Nullable RuntimeException problem(String host, int status) {
        return switch (status / 100) {
            case 2 -> null;
            case 3 ->
                new IllegalStateException(
                        host + " answered " + status
                                + ": redirects are not followed, so plumbline.incidents.webhook.url must be its final address.");
            case 4 -> status == GONE ? gone(host) : new IllegalStateException(refusal(host, status));
            default -> new IllegalStateException(host + " answered " + status + ".");
        };
    }

    private static RuntimeException gone(String host) {
        return Rejected.because(host + " answered 410: it wants no more of these."
                + " Take it out of plumbline.incidents.webhook.url, or give the new address.");
    }

    private static String refusal(String host, int status) {
        return switch (status) {
            case 401, 403 ->
                host + " answered " + status + ": it does not take our signature."
                        + " Is plumbline.incidents.webhook.secret the one that it has?";
            case 429 -> host + " answered 429: it is told too much at a time.";
            default -> host + " answered " + status + ": it does not take the message.";
        };
    }
}
