package io.plumbline.workflows.federation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the federation sent of one member (C5).
 *
 * @param values a field that was not sent is absent; one that was sent empty is there, with null or a blank
 */
public record MemberSent(Map<MemberField, @Nullable String> values) {

    public MemberSent {
        var ordered = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        ordered.putAll(values);
        values = Collections.unmodifiableMap(ordered);
    }

    public boolean has(MemberField field) {
        return values.containsKey(field);
    }

    public @Nullable String get(MemberField field) {
        return values.get(field);
    }

    /** These values, with those that were sent in their places. */
    public MemberValues over(MemberValues others) {
        return new MemberValues(
                over(others, MemberField.firstName),
                over(others, MemberField.lastName),
                over(others, MemberField.dateOfBirth),
                over(others, MemberField.email),
                over(others, MemberField.phone),
                over(others, MemberField.address));
    }

    private @Nullable String over(MemberValues others, MemberField field) {
        return has(field) ? get(field) : others.get(field);
    }
}
