package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.federation.MemberCheck;
import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.util.ArrayList;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a registry's JSON. */
@Component
final class MemberReader {

    private final JsonMapper json = JsonMapper.shared();

    MemberPage page(byte[] body, int asked) {
        var root = object(body);
        var sent = root.path("members");
        var page = root.path("page");
        var total = root.path("totalPages");
        if (!sent.isArray() || !total.canConvertToInt() || total.asInt() < 0) {
            throw notNow("its page " + asked + " has no members or no totalPages");
        }
        if (page.canConvertToInt() && page.asInt() != asked) {
            throw notNow("asked for page " + asked + ", it sent page " + page.asInt());
        }
        var members = new ArrayList<Member>(sent.size());
        sent.forEach(member -> members.add(member(member)));
        return new MemberPage(members, asked, total.asInt());
    }

    Member member(byte[] body) {
        return member(object(body));
    }

    private JsonNode object(byte[] body) {
        try {
            var root = json.readTree(body);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JacksonException e) {
            // said below; what came may hold anything, so it is not shown
        }
        throw notNow("its answer is not a JSON object");
    }

    private static RuntimeException notNow(String what) {
        return FederationAnswer.notNow("The registry's answer cannot be used: " + what + ".", null);
    }

    private static Member member(JsonNode node) {
        var values = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        String error = null;
        if (!node.isObject()) {
            return new Member("", values, "it is not an object");
        }
        for (var field : MemberField.values()) {
            var value = node.get(field.name());
            if (value == null) {
                continue;
            }
            if (value.isObject() || value.isArray()) {
                error = field.name() + " is not a text";
            } else {
                values.put(field, value.isNull() ? null : value.asString());
            }
        }
        var idNode = node.path("id");
        var id = idNode.isString() || idNode.isIntegralNumber() ? idNode.asString() : null;
        var problem = error != null
                ? error
                : MemberCheck.problem(id, new MemberSent(values)).orElse(null);
        return problem == null
                ? new Member(String.valueOf(id), values, null)
                : new Member(id == null ? "" : shown(id), new EnumMap<>(MemberField.class), problem);
    }

    private static String shown(String id) {
        var clean = id.replace('\0', '?');
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
