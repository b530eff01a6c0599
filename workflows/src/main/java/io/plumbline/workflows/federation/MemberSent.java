package io.plumbline.workflows.federation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the federation sent of one member (C5).
 *
 * @param values of a field that was not sent, null; of one that was sent empty, null or a blank
 * @param fields those that were sent
 */
public record MemberSent(MemberValues values, Set<MemberField> fields) {

    private static final Set<MemberField> ALL = Collections.unmodifiableSet(EnumSet.allOf(MemberField.class));

    /** The members of a long list, most of which have all fields, share one set. */
    public MemberSent {
        if (fields.size() == ALL.size()) {
            fields = ALL;
        } else {
            var sent = EnumSet.noneOf(MemberField.class);
            sent.addAll(fields);
            for (var field : EnumSet.complementOf(sent)) {
                values = values.with(field, null);
            }
            fields = Collections.unmodifiableSet(sent);
        }
    }

    /** @param values of the fields that were sent */
    public static MemberSent of(Map<MemberField, @Nullable String> values) {
        var sent = new Builder();
        values.forEach(sent::put);
        return sent.build();
    }

    /** For one who reads field by field. Of a field that comes more than once, the last value counts. */
    public static final class Builder {

        private final @Nullable String[] values = new @Nullable String[ALL.size()];
        private final Set<MemberField> fields = EnumSet.noneOf(MemberField.class);

        public void put(MemberField field, @Nullable String value) {
            values[field.ordinal()] = value;
            fields.add(field);
        }

        public MemberSent build() {
            return new MemberSent(MemberValues.of(values), fields);
        }
    }

    public @Nullable String get(MemberField field) {
        return values.get(field);
    }

    /** These values, with those of the others where none was sent. */
    public MemberValues over(MemberValues others) {
        if (fields.size() == ALL.size()) {
            return values;
        }
        var over = others;
        for (var field : fields) {
            over = over.with(field, values.get(field));
        }
        return over;
    }
}
