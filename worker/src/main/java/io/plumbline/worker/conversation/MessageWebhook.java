package io.plumbline.worker.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.conversation.InboundActivity;
import io.plumbline.activities.conversation.InboundActivity.Message;
import io.plumbline.worker.http.MinuteCounts;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.UnverifiedRate;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The messaging provider tells of messages (B14). Takes {@code {"messages":[{"from","timestamp"}]}}, also where the
 * WhatsApp Cloud API wraps it: {@code {"entry":[{"changes":[{"value":{"messages":[...]}}]}]}}. A timestamp is in epoch
 * seconds, or ISO 8601.
 */
@RestController
@OnRole(Role.api)
class MessageWebhook {

    private static final Logger log = LoggerFactory.getLogger(MessageWebhook.class);

    private static final int MOST_MESSAGES = 1_000;
    private static final int LINES_PER_MINUTE = 100; // of all addresses together: a flood is counted, not written down

    private static final String METRIC = "plumbline.conversation.webhooks";

    private final InboundActivity activity;
    private final InstantSource clock;
    private final JsonMapper json;
    private final Counter accepted;
    private final Counter badlySigned;
    private final UnverifiedRate unverified;
    private final MinuteCounts lines;

    MessageWebhook(
            InboundActivity activity,
            ConversationSettings settings,
            InstantSource clock,
            JsonMapper json,
            MeterRegistry meters) {
        this.activity = activity;
        this.clock = clock;
        this.json = json;
        this.accepted = meters.counter(METRIC, "outcome", "accepted");
        this.badlySigned = meters.counter(METRIC, "outcome", "bad_signature");
        this.unverified = new UnverifiedRate(settings.unverifiedPerMinute(), clock);
        this.lines = new MinuteCounts(LINES_PER_MINUTE, clock);
    }

    /**
     * What came of the messages.
     *
     * @param messages that were taken
     * @param ignored messages without a sender, or without a time that can be
     * @param contacts that were heard of
     */
    record Taken(int messages, int ignored, int contacts) {}

    /**
     * The messaging provider tells of messages.
     *
     * @param workspaceId the workspace that the channel belongs to
     * @param signature sha256= and the HMAC-SHA256 of the body in hex, by the workspace's secret
     * @return what came of them
     */
    @PostMapping("/webhooks/messages/{workspaceId}")
    @MessagesDescription
    Taken take(
            @PathVariable String workspaceId,
            @RequestHeader(name = "X-Hub-Signature-256", required = false) @Nullable String signature,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request) {
        var bytes = body == null ? new byte[0] : body;
        // an unknown workspace and a bad signature look the same from outside
        var channel = activity.channel(workspaceId)
                .filter(known -> Signature.isValid(signature, bytes, known.secret()))
                .orElseThrow(() -> badSignature(workspaceId, request.getRemoteAddr()));
        var sent = messages(bytes);
        var messages =
                sent.stream().map(this::message).flatMap(Optional::stream).toList();
        var contacts = activity.record(channel, messages);
        accepted.increment();
        return new Taken(messages.size(), sent.size() - messages.size(), contacts);
    }

    private Problem badSignature(String workspaceId, String address) {
        badlySigned.increment();
        if (!unverified.take(address)) {
            return Problem.tooMany("Too many requests of this address are not signed.", unverified.untilNext(address));
        }
        if (lines.take("")) {
            log.warn(
                    "Messages for workspace '{}' from {} are refused: they are not signed by it", workspaceId, address);
        }
        return Problem.badSignature();
    }

    private List<JsonNode> messages(byte[] body) {
        try {
            var root = json.readTree(body);
            var messages = new ArrayList<JsonNode>();
            root.path("messages").forEach(messages::add);
            root.path("entry")
                    .forEach(entry -> entry.path("changes")
                            .forEach(change ->
                                    change.path("value").path("messages").forEach(messages::add)));
            if (!root.isObject()) {
                throw Problem.badInput("body", "It must be a JSON object.");
            }
            if (messages.size() > MOST_MESSAGES) {
                throw Problem.badInput("messages", "They must be at most " + MOST_MESSAGES + ".");
            }
            return messages;
        } catch (JacksonException e) {
            throw Problem.badInput("body", "It is not readable as JSON.");
        }
    }

    /** Empty for one that makes no sense: the provider would send the others of its batch again and again with it. */
    private Optional<Message> message(JsonNode message) {
        var from = message.path("from").asString("");
        return from.isBlank()
                ? Optional.empty()
                : timestamp(message.path("timestamp").asString("")).map(at -> new Message(from, at));
    }

    private Optional<Instant> timestamp(String timestamp) {
        try {
            var at = timestamp.matches("\\d{1,12}")
                    ? Instant.ofEpochSecond(Long.parseLong(timestamp))
                    : Instant.parse(timestamp);
            var now = clock.instant();
            return EventTime.problem(at, now) == null ? Optional.of(EventTime.of(at, now)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
