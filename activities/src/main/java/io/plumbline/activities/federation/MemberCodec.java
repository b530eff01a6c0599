package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.smile.SmileFactory;

/**
 * Writes and reads members token by token: of a large organisation they are many, and pass here twice in each sync. What is
 * written is Smile, the binary form of JSON, which is half as long as its text: see the
 * <a href="https://github.com/FasterXML/smile-format-specification">specification</a>. A field that was not sent is absent; one
 * that was sent empty is there.
 */
final class MemberCodec {

    static final String ID = "id";
    static final Map<String, MemberField> FIELDS = Arrays.stream(MemberField.values())
            .collect(Collectors.toUnmodifiableMap(MemberField::name, Function.identity()));

    private static final String ERROR = "error";

    private final SmileFactory smile = new SmileFactory();

    byte[] write(List<Member> members) {
        var bytes = new ByteArrayOutputStream(members.size() * 100);
        try (var out = smile.createGenerator(bytes)) {
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
        for (var field : member.sent().fields()) {
            out.writeStringProperty(field.name(), member.sent().get(field));
        }
        out.writeEndObject();
    }

    /** @param written by {@link #write} */
    List<Member> read(byte[] written) {
        var members = new ArrayList<Member>();
        try (var in = smile.createParser(written)) {
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
        var sent = new MemberSent.Builder();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = in.currentName();
            var value = in.nextToken() == JsonToken.VALUE_NULL ? null : in.getString();
            var field = FIELDS.get(name);
            if (field != null) {
                sent.put(field, value);
            } else if (name.equals(ID)) {
                id = String.valueOf(value);
            } else {
                error = value;
            }
        }
        return new Member(id, sent.build(), error);
    }
}
