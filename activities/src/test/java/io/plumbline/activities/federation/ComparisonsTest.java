package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.workflows.federation.MemberField;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Phones of members, as the region of their organisation has them. */
class ComparisonsTest {

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                // sent              | region | comparison form
                "55 1234 5678        | MX     | +525512345678",
                "+52 (55) 1234-5678  | MX     | +525512345678",
                "+52 (55) 1234-5678  | null   | +525512345678",
                "'\u00a0087 123 4567 '    | IE     | +353871234567",
                "087 123 4567        | null   | 087 123 4567",
                "(202) 555-0123      | US     | +12025550123",
                "+43 00 488002       | null   | +43488002",
                "ask his mother      | US     | ask his mother",
                "' 12 '              | US     | 12",
                "' '                 | US     | ''",
                "null                | US     | ''",
            })
    @Tag("C5")
    void a_phone_compares_in_e164(@Nullable String sent, @Nullable String region, String form) {
        assertThat(Comparisons.forRegion(region).of(MemberField.phone, sent)).isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource({"55 1234 5678, MX, 55 1234 5679", "55 1234 5678, MX, +1 55 1234 5678", "n/a, MX, none"})
    @Tag("C5")
    void these_phones_differ(String one, String region, String other) {
        assertThat(Comparisons.forRegion(region).same(MemberField.phone, one, other))
                .isFalse();
    }

    @Property(tries = 20_000)
    @net.jqwik.api.Tag("C5")
    void the_comparison_form_of_a_comparison_form_is_itself(
            @ForAll("notations") String sent, @ForAll("regions") String region) {
        var comparison = Comparisons.forRegion(region.isEmpty() ? null : region);
        var form = comparison.of(MemberField.phone, sent);

        assertThat(comparison.of(MemberField.phone, form)).isEqualTo(form);
        assertThat(comparison.same(MemberField.phone, sent, form)).isTrue();
    }

    @Provide
    Arbitrary<String> notations() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("0123456789+-() .x#*,;/\u00a0\u0661\uff11aF")
                        .ofMaxLength(18),
                Arbitraries.longs()
                        .between(1_000_000_000L, 599_999_999_999_999L)
                        .map(number -> "+" + number),
                Arbitraries.longs().between(1_000_000L, 99_999_999_999L).map(number -> "0" + number));
    }

    @Provide
    Arbitrary<String> regions() {
        return Arbitraries.of("", "MX", "AR", "BR", "US", "IE", "DE", "IT", "IN");
    }
}
