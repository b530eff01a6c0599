package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which notations mean the same. */
class ComparisonTest {

    private static final Comparison COMPARISON = Members.COMPARISON;

    @ParameterizedTest(name = "{0}: \"{1}\" and \"{2}\"")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "firstName|Ana|Ana",
                "firstName|Ana| Ana ",
                "firstName|Ana|\t\u00a0Ana\u2003\n",
                "firstName|Jos\u00e9|Jose\u0301",
                "lastName|\u00c5str\u00f6m|A\u030astro\u0308m",
                "lastName|\ud55c|\u1112\u1161\u11ab",
                "lastName|Nguy\u1ec5n|Nguye\u0302\u0303n",
                "address|Calle P\u00e9rez 1| Calle Pe\u0301rez 1",
                "email|ana@example.org|Ana@Example.ORG",
                "email|ana@example.org| ana@example.org\n",
                "email|jos\u00e9@example.org|JOSE\u0301@EXAMPLE.ORG",
                "phone|+525512345678|+52 (55) 1234-5678",
                "dateOfBirth|1990-05-01| 1990-05-01 ",
                "dateOfBirth|1990-05-01|1990-05-01T00:00:00Z",
                "dateOfBirth|1990-05-01|1990-05-01T00:00:00.000+02:00",
                "dateOfBirth|1990-05-01|1990-05-01T00:00",
                "dateOfBirth|unknown| unknown",
            })
    @Tag("C5")
    void these_are_the_same(MemberField field, String one, String other) {
        assertThat(COMPARISON.same(field, one, other)).isTrue();
        assertThat(COMPARISON.same(field, other, one)).isTrue();
        assertThat(COMPARISON.of(field, one)).isEqualTo(COMPARISON.of(field, other));
    }

    @ParameterizedTest(name = "{0}: \"{1}\" and \"{2}\"")
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "firstName|Ana|ana", // only emails have no case
                "firstName|Ana|An a",
                "firstName|Jos\u00e9|Jose",
                "firstName|Ana|null",
                "lastName|\u017f|s", // NFC does not go as far as NFKC
                "address|Main St 1|Main  St 1",
                "email|ana@example.org|anna@example.org",
                "email|ana@example.org| ",
                "phone|+525512345678|+525512345679",
                "phone|+525512345678|null",
                "dateOfBirth|1990-05-01|1990-05-02",
                "dateOfBirth|1990-05-01|1990-05-01T22:00:00Z", // which day that is depends on the time zone
                "dateOfBirth|1990-05-01|01.05.1990",
                "dateOfBirth|1990-02-30|1990-03-02",
            })
    @Tag("C5")
    void these_differ(MemberField field, String one, String other) {
        assertThat(COMPARISON.same(field, one, other)).isFalse();
        assertThat(COMPARISON.same(field, other, one)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C5")
    void nothing_is_the_same_as_a_blank(MemberField field) {
        for (var blank : List.of("", " ", "\t\r\n", "\u00a0", "\u2007\u202f\u3000")) {
            assertThat(COMPARISON.of(field, blank)).isEmpty();
            assertThat(COMPARISON.same(field, null, blank)).isTrue();
        }
        assertThat(COMPARISON.of(field, null)).isEmpty();
    }

    @Property(tries = 20_000)
    @net.jqwik.api.Tag("C5")
    void the_comparison_form_of_a_comparison_form_is_itself(
            @ForAll MemberField field, @ForAll("anyTexts") String value) {
        var form = COMPARISON.of(field, value);

        assertThat(COMPARISON.of(field, form)).isEqualTo(form);
    }

    @Property(tries = 20_000)
    @net.jqwik.api.Tag("C5")
    void spaces_around_a_value_and_how_its_accents_are_encoded_do_not_matter(
            @ForAll MemberField field, @ForAll("anyTexts") String value) {
        assertThat(COMPARISON.of(field, " \u00a0" + value + "\n")).isEqualTo(COMPARISON.of(field, value));
        if (field != MemberField.phone && field != MemberField.dateOfBirth) {
            assertThat(COMPARISON.of(field, Normalizer.normalize(value, Normalizer.Form.NFD)))
                    .isEqualTo(COMPARISON.of(field, Normalizer.normalize(value, Normalizer.Form.NFC)));
        }
    }

    @Provide
    Arbitrary<String> anyTexts() {
        return Members.anyTexts();
    }
}
