package io.plumbline.workflows.federation;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How two notations of a value are known to mean the same (C5). Its forms are for comparing, and never stored. */
@FunctionalInterface
public interface Comparison {

    /** The value's comparison form, which is its own comparison form. "" for null and for a blank. */
    String of(MemberField field, @Nullable String value);

    default boolean same(MemberField field, @Nullable String one, @Nullable String other) {
        // most values of most syncs are written as they were, and a phone costs something to read
        return Objects.equals(one, other) || of(field, one).equals(of(field, other));
    }

    /**
     * Trimmed, and in Unicode NFC; emails in lower case, a date of birth as its date.
     *
     * @param phoneToE164 makes the form of a phone, which comes trimmed and is not empty
     */
    static Comparison with(UnaryOperator<String> phoneToE164) {
        return (field, value) -> {
            var text = value == null ? "" : trimmed(value);
            if (text.isEmpty()) {
                return "";
            }
            return switch (field) {
                case firstName, lastName, address -> composed(text);
                case email -> composed(text.toLowerCase(Locale.ROOT));
                case dateOfBirth -> BirthDate.of(text).map(LocalDate::toString).orElse(text);
                case phone -> phoneToE164.apply(text);
            };
        };
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Without the spaces around it, also those that {@link String#strip} leaves, like the no-break space of web pages. */
    static String trimmed(String value) {
        var start = 0;
        var end = value.length();
        while (start < end && isSpace(value.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
