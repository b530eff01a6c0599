package io.plumbline.activities.federation;

import io.plumbline.activities.conversation.Phone;
import io.plumbline.workflows.federation.Comparison;
import org.jspecify.annotations.Nullable;

/** Makes the comparison of an organisation's members: only its region tells what a phone without country code means. */
final class Comparisons {

    private Comparisons() {}

    /**
     * What cannot be a phone compares as it is written.
     *
     * @param region ISO 3166 code of the country that a number without its country code is of; null when there is none
     */
    static Comparison forRegion(@Nullable String region) {
        return Comparison.with(phone -> settled(phone, region));
    }

    private static String settled(String phone, @Nullable String region) {
        var form = e164(phone, region);
        // the library takes one needless zero off at a time: +43 00 12345678 becomes +43 0 12345678
        for (var next = e164(form, region); next.length() < form.length(); next = e164(form, region)) {
            form = next;
        }
        return form;
    }

    private static String e164(String phone, @Nullable String region) {
        return Phone.parse(phone, region).map(Phone::e164).orElse(phone);
    }
}
