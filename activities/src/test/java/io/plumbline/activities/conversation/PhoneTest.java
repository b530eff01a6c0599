package io.plumbline.activities.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phones match whatever their notation. */
class PhoneTest {

    @ParameterizedTest(name = "{0} and {1}, in {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // notation       | another               | region
                "+525512345678    | 55 1234 5678          | MX",
                "+525512345678    | +52 1 55 1234 5678    | MX",
                "5215512345678    | (55) 1234-5678        | MX",
                "+5491123456789   | +54 11 2345-6789      | AR",
                "+5491123456789   | 011 2345-6789         | AR",
                "+5491123456789   | 011 15-2345-6789      | AR",
                "+5511987654321   | +55 11 8765-4321      | BR",
                "(11) 98765-4321  | 11 8765 4321          | BR",
                "+353871234567    | 087 123 4567          | IE",
                "+447911123456    | 07911 123456          | GB",
                "+12025550123     | (202) 555-0123        | US",
                "+4915123456789   | 0151 23456789         | DE",
                "+919876543210    | 098765 43210          | IN",
            })
    @Tag("B8")
    void these_are_one_number(String one, String other, String region) {
        assertThat(phone(one, region).isSameAs(phone(other, region))).isTrue();
        assertThat(phone(other, region).isSameAs(phone(one, region))).isTrue();
        assertThat(phone(one, region).tail())
                .hasSize(7)
                .isEqualTo(phone(other, region).tail());
    }

    @ParameterizedTest(name = "{0} and {1}, in {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "+551133334444    | +5511933334444        | BR", // a landline has no ninth digit
                "+551123456789    | +5511923456789        | BR",
                "+525512345678    | +525512345679         | MX",
                "+525512345678    | +545512345678         | MX",
                "+5491123456789   | +541123456788         | AR",
                "+12025550123     | +442025550123         | US",
            })
    @Tag("B8")
    void these_are_two_numbers(String one, String other, String region) {
        assertThat(phone(one, region).isSameAs(phone(other, region))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "+",
                "12",
                "+52",
                "00000000000000000000",
                "+1 555 01",
                "null",
                "'; drop table contact",
                "+491234", // possible in Germany, but E.164 numbers are longer
                "+431234",
                "+49123456789012345", // as possible there, and longer than E.164 allows
                "+15551234", // a number within a town
                "+5411234567"
            })
    @Tag("B8")
    void these_cannot_be_a_number(String notation) {
        assertThat(Phone.parse(notation, "MX")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MX, 52, 10", "AR, 54, 10", "US, 1, 10", "DE, 49, 11"})
    @Tag("B8")
    void a_number_without_its_country_code_is_of_the_workspaces_region(String region, String code, int digits) {
        var national = "2025550123456".substring(0, digits);

        assertThat(Phone.parse(national, region))
                .isPresent()
                .get()
                .extracting(Phone::e164)
                .asString()
                .startsWith("+" + code);
        assertThat(Phone.parse(national, null)).isEmpty();
    }

    @Property
    @net.jqwik.api.Tag("B8")
    void being_the_same_is_mutual_and_survives_any_punctuation(
            @ForAll @LongRange(min = 1_000_000_000L, max = 9_999_999_999L) long national,
            @ForAll @IntRange(max = 2) int country) {
        var notation = new String[] {"+52", "+54", "+55"}[country] + national;
        Phone.parse(notation, null).ifPresent(phone -> {
            var punctuated = notation.substring(0, 3) + " (" + notation.substring(3, 5) + ") "
                    + notation.substring(5, 9) + "-" + notation.substring(9);
            assertThat(Phone.parse(punctuated, null)).contains(phone);
            for (var candidate : phone.candidates()) {
                assertThat(new Phone(candidate).candidates()).isEqualTo(phone.candidates());
            }
        });
    }

    private static Phone phone(String notation, String region) {
        // providers leave the plus out of international numbers
        return Phone.parse(notation.matches("\\d{12,}") ? "+" + notation : notation, region)
                .orElseThrow();
    }
}
