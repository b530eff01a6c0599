package io.plumbline.workflows.federation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a member whose record is malformed, and is set aside while the others are synced (C9). */
public final class MemberCheck {

    static final int LONGEST_ID = 200;
    static final int LONGEST_VALUE = 2_000;

    private static final int QUOTED = 40;

    private MemberCheck() {}

    /**
     * What is wrong with the record, in words that name the field; empty when it is sound.
     *
     * @param id the federation's, as sent
     */
    public static Optional<String> problem(@Nullable String id, MemberSent sent) {
        if (id == null || Comparison.trimmed(id).isEmpty()) {
            return Optional.of("id is missing");
        }
        var problem = textProblem("id", id, LONGEST_ID);
        for (var field : sent.fields()) {
            if (problem.isPresent()) {
                break;
            }
            problem = problem(field, sent.get(field));
        }
        return problem;
    }

    private static Optional<String> problem(MemberField field, @Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        return textProblem(field.name(), value, LONGEST_VALUE)
                .or(() -> field == MemberField.dateOfBirth && isNoDate(value)
                        ? Optional.of("dateOfBirth is no date like 1990-05-01; it was " + quoted(value))
                        : Optional.empty());
    }

    private static boolean isNoDate(String value) {
        return !Comparison.trimmed(value).isEmpty() && BirthDate.of(value).isEmpty();
    }

    private static Optional<String> textProblem(String name, String value, int longest) {
        if (value.length() > longest && value.codePointCount(0, value.length()) > longest) {
            return Optional.of(name + " is longer than " + longest + " characters");
        }
        if (value.indexOf('\0') >= 0) {
            return Optional.of(name + " contains the character U+0000");
        }
        // the database would keep another character in its place, and each sync would find a change
        if (hasLoneSurrogate(value)) {
            return Optional.of(name + " contains half of a character (a lone surrogate)");
        }
        return Optional.empty();
    }

    /** A loop, since it looks at each character of each value of each sync. */
    private static boolean hasLoneSurrogate(String value) {
        for (var i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (i + 1 == value.length() || !Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static String quoted(String value) {
        return value.codePointCount(0, value.length()) <= QUOTED
                ? "\"" + value + "\""
                : "\"" + value.substring(0, value.offsetByCodePoints(0, QUOTED)) + "...\"";
    }
}
