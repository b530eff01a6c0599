package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes and reads members token by token: of a large organisation they are many, and pass here twice in each sync. A field that was
 * not sent is absent; one that was sent empty is there.
 */
final class MemberJson {

    static final String ID = "id";

    private static final String ERROR = "error";
    private static final Map<String, MemberField> FIELDS = Arrays.stream(MemberField.values())
            .collect(Collectors.toUnmodifiableMap(MemberField::name, Function.identity()));

    private final JsonFactory json = new JsonFactory();

    static @Nullable MemberField field(String name) {
        return FIELDS.get(name);
    }

    byte[] write(List<Member> members) {
        var bytes = new ByteArrayOutputStream(members.size() * 200);
        try (var out = json.createGenerator(bytes)) {
            out.writeStartArray();
            members.forEach(member -> write(out, member));
            out.writeEndArray();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Member member) {
        out.writeStartObject();
        out.writeStringProperty(ID, member.id());
        if (member.error() != null) {
            out.writeStringProperty(ERROR, member.error());
        }
        for (var sent : member.sent().values().entrySet()) {
            out.writeStringProperty(sent.getKey().name(), sent.getValue());
        }
        out.writeEndObject();
    }

    /** @param written by {@link #write} */
    List<Member> read(byte[] written) {
        var members = new ArrayList<Member>();
        try (var in = json.createParser(written)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.START_OBJECT) {
                members.add(read(in));
            }
        }
        return members;
    }

    private static Member read(JsonParser in) {
        var id = "";
        String error = null;
        var values = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            var value = in.nextToken() == JsonToken.VALUE_NULL ? null : in.getString();
            var field = FIELDS.get(name);
            if (field != null) {
                values.put(field, value);
            } else if (name.equals(ID)) {
                id = String.valueOf(value);
            } else {
                error = value;
            }
        }
        return new Member(id, new MemberSent(values), error);
    }
}
