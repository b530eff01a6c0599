package io.plumbline.worker.federation;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.federation.WebhookEvents;
import io.plumbline.activities.federation.WebhookEvents.Delivery;
import io.plumbline.activities.federation.WebhookEvents.Taken;
import io.plumbline.activities.federation.WebhookLog.Said;
import io.plumbline.activities.federation.WebhookRate;
import io.plumbline.activities.federation.WebhookSenders;
import io.plumbline.activities.federation.WebhookSenders.Secret;
import io.plumbline.activities.federation.WebhookSenders.Sender;
import io.plumbline.worker.federation.SignedForm.Freshness;
import io.plumbline.worker.federation.WebhookRefusals.Why;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The federation tells of members (C16 to C18). What is wrong with a body in itself is said to anybody; whether there is
 * such a connector, and all else that depends on our data, only to one who has signed with its secret.
 */
@RestController
@OnRole(Role.api)
@TenantScope(Scope.open)
class FederationWebhook {

    private static final int LARGEST = 64 * 1024;

    /** A second value for a key would be one that another reader of the same bytes does not see. */
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Stand-ins for the secrets that a connector does not have, so that its answer takes as long as another's. */
    private static final List<String> NOBODYS =
            List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());

    private final WebhookSenders senders;
    private final WebhookRate rate;
    private final WebhookEvents events;
    private final WebhookRefusals refusals;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final ApplicationEventPublisher publisher;
    private final MeterRegistry meters;

    FederationWebhook(
            WebhookSenders senders,
            WebhookRate rate,
            WebhookEvents events,
            WebhookRefusals refusals,
            WebhookSettings settings,
            InstantSource clock,
            ApplicationEventPublisher publisher,
            MeterRegistry meters) {
        this.senders = senders;
        this.rate = rate;
        this.events = events;
        this.refusals = refusals;
        this.settings = settings;
        this.clock = clock;
        this.publisher = publisher;
        this.meters = meters;
    }

    /**
     * The event was taken.
     *
     * @param accepted always true: the event is kept, and will be worked on
     */
    record Answer(boolean accepted) {}

    /**
     * The federation tells of a member.
     *
     * @return 200 once the event is kept, before any syncing
     */
    @PostMapping("/webhooks/federation")
    @MemberEventDescription
    Answer take(HttpServletRequest request) {
        var address = request.getRemoteAddr();
        var said = new Said(null, null, null, null, address);
        MemberEvent event;
        SignedForm form;
        try {
            var raw = bytes(request);
            var body = object(raw);
            said = MemberEvent.said(body, address);
            event = MemberEvent.of(body);
            form = SignedForm.of(request::getHeader, raw, body, new Freshness(clock.instant(), settings.tolerance()));
        } catch (Problem malformed) {
            throw refusals.unverified(said, Why.malformed, malformed);
        }
        switch (keep(said, event, form)) {
            case repeated -> count("repeated");
            case accepted -> {
                count("accepted");
                publisher.publishEvent(new WebhookAccepted());
            }
            case over_limit ->
                throw refusals.verified(
                        said,
                        Why.limit,
                        Problem.tooMany(
                                "The connector has sent " + settings.perMinute() + " events within a minute.",
                                rate.untilNext(event.connectorId(), settings.perMinute())));
            case not_from_there -> throw new IllegalStateException("it was asked for until it is");
        }
        return new Answer(true);
    }

    private static byte[] bytes(HttpServletRequest request) {
        try {
            var bytes = request.getInputStream().readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw Problem.tooLarge("It must be at most " + LARGEST + " bytes.");
            }
            return bytes;
        } catch (IOException e) {
            throw Problem.badInput("body", "It broke off.");
        }
    }

    private static ObjectNode object(byte[] raw) {
        try {
            // UTF-8 alone: a body that is one thing in this encoding and another in that one is not read
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
            if (STRICT.readTree(text.toString()) instanceof ObjectNode object) {
                return object;
            }
            throw Problem.badInput("body", "It must be a JSON object.");
        } catch (CharacterCodingException | JacksonException e) {
            throw Problem.badInput("body", "It is not readable as JSON.");
        }
    }

    /** One who has just sent something need not be looked up: the statement that keeps the event says whether all still holds. */
    private Taken keep(Said said, MemberEvent event, SignedForm form) {
        var remembered = senders.remembered(event.connectorId(), event.federationOrgId());
        var taken = signedWith(form, remembered)
                .map(secret -> take(said, event, form, secret))
                .orElse(Taken.not_from_there);
        while (taken == Taken.not_from_there) {
            var found = senders.find(event.connectorId(), event.federationOrgId());
            var secret = signedWith(form, found)
                    .orElseThrow(() -> refusals.unverified(said, Why.bad_signature, Problem.badSignature()));
            var sender = found.orElseThrow();
            refuseWhatIsNotTaken(said, sender);
            taken = take(said, event, form, secret);
            if (taken != Taken.not_from_there) {
                senders.remember(event.connectorId(), event.federationOrgId(), sender);
            }
        }
        return taken;
    }

    /** Does as much work for an unknown connector, or one with a single secret, as for one with two. */
    private static Optional<Secret> signedWith(SignedForm form, Optional<Sender> sender) {
        var secrets = sender.map(Sender::secrets).orElse(List.of());
        Secret with = null;
        for (int i = 0; i < NOBODYS.size(); i++) {
            var real = i < secrets.size();
            if (form.isSignedWith(real ? secrets.get(i).plain() : NOBODYS.get(i)) && real) {
                with = secrets.get(i);
            }
        }
        return Optional.ofNullable(with);
    }

    private void refuseWhatIsNotTaken(Said said, Sender sender) {
        if (!sender.enabled()) {
            throw refusals.verified(said, Why.disabled, Problem.conflict("The connector is disabled."));
        }
        if (sender.organizationId() == null) {
            throw refusals.verified(
                    said,
                    Why.unknown_organization,
                    Problem.badInput("federationOrgId", "This organisation is not connected."));
        }
    }

    private Taken take(Said said, MemberEvent event, SignedForm form, Secret secret) {
        var delivery = new Delivery(
                event.connectorId(),
                event.federationOrgId(),
                event.memberId(),
                event.kind().name(),
                form.key().id(),
                form.key().identified(),
                secret.kept(),
                said.address());
        var now = clock.instant();
        return events.take(delivery, settings.perMinute(), now, now.plus(settings.againAfter()));
    }

    private void count(String outcome) {
        meters.counter(WebhookRefusals.METRIC, "outcome", outcome).increment();
    }
}
