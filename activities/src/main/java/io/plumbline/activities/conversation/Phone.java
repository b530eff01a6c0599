package io.plumbline.activities.conversation;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A phone number, whatever its notation was (B8).
 *
 * @param e164 like +525512345678
 */
public record Phone(String e164) {

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final int TAIL = 7;

    private static final Pattern MEXICO = Pattern.compile("\\+52(\\d{10})");
    private static final Pattern MEXICO_WITH_1 = Pattern.compile("\\+521(\\d{10})");
    private static final Pattern ARGENTINA = Pattern.compile("\\+54([1-8]\\d{9})");
    private static final Pattern ARGENTINA_WITH_9 = Pattern.compile("\\+549(\\d{10})");
    private static final Pattern BRAZIL = Pattern.compile("\\+55(\\d{2})([6-9]\\d{7})"); // lower digits are landlines
    private static final Pattern BRAZIL_WITH_9 = Pattern.compile("\\+55(\\d{2})9([6-9]\\d{7})");

    /**
     * @param region ISO 3166 code of the country that a number without its country code is of; null when there is none
     * @return empty for what cannot be a phone number
     */
    public static Optional<Phone> parse(@Nullable String notation, @Nullable String region) {
        if (notation == null) {
            return Optional.empty();
        }
        try {
            var phone = new Phone(NUMBERS.format(NUMBERS.parse(notation, region), PhoneNumberFormat.E164));
            // the library knows Mexico's older form no longer, but people and providers still write it
            return Optional.of(phone).filter(it -> it.candidates().stream().anyMatch(Phone::isPossible));
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    /** As long as E.164 and the country's plan have it; one that is dialled within a town alone is no number to keep. */
    private static boolean isPossible(String e164) {
        try {
            return isE164(e164)
                    && NUMBERS.isPossibleNumberWithReason(NUMBERS.parse(e164, null)) == ValidationResult.IS_POSSIBLE;
        } catch (NumberParseException e) {
            return false;
        }
    }

    /** Whether it is written as numbers are kept; the table of conversations takes no other. */
    static boolean isE164(String phone) {
        return E164.matcher(phone).matches();
    }

    /** Whether both are notations of one number, also where a country writes its mobile numbers in two ways. */
    public boolean isSameAs(Phone other) {
        return candidates().contains(other.e164);
    }

    /** This number and its twin form, where its country has one. */
    Set<String> candidates() {
        return twin().map(twin -> Set.of(e164, twin)).orElseGet(() -> Set.of(e164));
    }

    private Optional<String> twin() {
        return rewritten(MEXICO_WITH_1, "+52$1")
                .or(() -> rewritten(MEXICO, "+521$1"))
                .or(() -> rewritten(ARGENTINA_WITH_9, "+54$1"))
                .or(() -> rewritten(ARGENTINA, "+549$1"))
                .or(() -> rewritten(BRAZIL_WITH_9, "+55$1$2"))
                .or(() -> rewritten(BRAZIL, "+55$19$2"));
    }

    private Optional<String> rewritten(Pattern form, String twin) {
        var match = form.matcher(e164);
        return match.matches() ? Optional.of(match.replaceFirst(twin)) : Optional.empty();
    }

    /** The last digits, which all notations share; {@code phone_tail} in the tables. */
    String tail() {
        return e164.substring(Math.max(1, e164.length() - TAIL));
    }
}
