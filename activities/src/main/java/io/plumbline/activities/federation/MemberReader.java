package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.federation.MemberCheck;
import io.plumbline.workflows.federation.MemberSent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** Reads a registry's JSON, token by token: the list of a large organisation is long. */
@Component
final class MemberReader {

    private static final MemberSent NOTHING = MemberSent.of(Map.of());
    private static final int LONGEST_SHOWN = 200;

    private final JsonFactory json = new JsonFactory();

    MemberPage page(byte[] body, int asked) {
        return object(body, in -> page(in, asked));
    }

    Member member(byte[] body) {
        return object(body, MemberReader::member);
    }

    private <T> T object(byte[] body, Function<JsonParser, T> reader) {
        try (var in = json.createParser(body)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                var read = reader.apply(in);
                if (in.nextToken() == null) {
                    return read;
                }
            }
        } catch (JacksonException e) {
            // said below; what came may hold anything, so it is not shown
        }
        throw notNow("its answer is not a JSON object");
    }

    private static MemberPage page(JsonParser in, int asked) {
        List<Member> members = null;
        Integer page = null;
        Integer total = null;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            var token = in.nextToken();
            switch (name) {
                case "members" -> members = members(in, token);
                case "page" -> page = wholeNumber(in, token);
                case "totalPages" -> total = wholeNumber(in, token);
                default -> in.skipChildren();
            }
        }
        if (members == null || total == null || total < 0) {
            throw notNow("its page " + asked + " has no members or no totalPages");
        }
        if (page != null && page != asked) {
            throw notNow("asked for page " + asked + ", it sent page " + page);
        }
        return new MemberPage(members, asked, total);
    }

    private static @Nullable Integer wholeNumber(JsonParser in, JsonToken token) {
        if (token.isNumeric()) {
            try {
                return in.getDecimalValue().intValueExact();
            } catch (ArithmeticException e) {
                return null;
            }
        }
        in.skipChildren();
        return null;
    }

    private static @Nullable List<Member> members(JsonParser in, JsonToken token) {
        if (token != JsonToken.START_ARRAY) {
            in.skipChildren();
            return null;
        }
        var members = new ArrayList<Member>();
        for (var next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
            if (next == JsonToken.START_OBJECT) {
                members.add(member(in));
            } else {
                in.skipChildren();
                members.add(new Member("", NOTHING, "it is not an object"));
            }
        }
        return members;
    }

    private static Member member(JsonParser in) {
        String id = null;
        String error = null;
        var sent = new MemberSent.Builder();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            var token = in.nextToken();
            var field = MemberCodec.FIELDS.get(name);
            if (field == null) {
                if (name.equals(MemberCodec.ID)) {
                    id = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT ? in.getString() : null;
                }
                in.skipChildren();
            } else if (token.isStructStart()) {
                error = field.name() + " is not a text";
                in.skipChildren();
            } else {
                sent.put(field, token == JsonToken.VALUE_NULL ? null : in.getString());
            }
        }
        return checked(id, sent.build(), error);
    }

    private static Member checked(@Nullable String id, MemberSent sent, @Nullable String error) {
        var problem = error != null ? error : MemberCheck.problem(id, sent).orElse(null);
        return problem == null
                ? new Member(String.valueOf(id), sent, null)
                : new Member(id == null ? "" : shown(id), NOTHING, problem);
    }

    private static RuntimeException notNow(String what) {
        return FederationAnswer.notNow("The registry's answer cannot be used: " + what + ".", null);
    }

    private static String shown(String id) {
        var start = id.replace('\0', '?').substring(0, Math.min(id.length(), LONGEST_SHOWN));
        // half of a character becomes a question mark
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
