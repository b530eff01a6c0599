package io.plumbline.worker.federation;

import io.plumbline.activities.federation.WebhookLog.Said;
import io.plumbline.worker.http.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a webhook tells (C16): something became of a member of an organisation, as the federation calls both. */
record MemberEvent(String connectorId, String federationOrgId, String memberId, Kind kind) {

    private static final int LONGEST = 200;

    /** What became of the member. */
    enum Kind {
        created,
        updated,
        deleted
    }

    /** @throws Problem that names the field which is missing or does not fit */
    static MemberEvent of(ObjectNode body) {
        var event =
                new MemberEvent(id(body, "connectorId"), id(body, "federationOrgId"), id(body, "memberId"), kind(body));
        var signature = body.get("signature");
        if (signature != null && !signature.isNull() && !signature.isString()) {
            throw Problem.badInput("signature", "It must be a text.");
        }
        return event;
    }

    private static String id(ObjectNode body, String field) {
        var node = body.get(field);
        if (node == null || !node.isString() || node.stringValue().isBlank()) {
            throw Problem.badInput(field, "It must be there, as a text.");
        }
        var id = node.stringValue();
        if (id.length() > LONGEST || !id.codePoints().allMatch(MemberEvent::isKept)) {
            throw Problem.badInput(
                    field, "It must be at most " + LONGEST + " characters, and none of them a control character.");
        }
        return id;
    }

    private static Kind kind(ObjectNode body) {
        var event = body.path("event").asString("");
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().equals(event))
                .findFirst()
                .orElseThrow(() -> Problem.badInput(
                        "event",
                        "It must be one of "
                                + Arrays.stream(Kind.values()).map(Kind::name).collect(Collectors.joining(", "))
                                + "."));
    }

    /** As much of a body as can be read, whatever it is, for the log. */
    static Said said(ObjectNode body, String address) {
        return new Said(
                text(body, "connectorId"),
                text(body, "federationOrgId"),
                text(body, "memberId"),
                text(body, "event"),
                address);
    }

    private static @Nullable String text(ObjectNode body, String field) {
        var node = body.path(field);
        return node.isString()
                ? node.stringValue()
                        .codePoints()
                        .filter(MemberEvent::isKept)
                        .limit(LONGEST)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : null;
    }

    /** What a database, a log and a person can take: no control characters, and no half of a surrogate pair. */
    private static boolean isKept(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
