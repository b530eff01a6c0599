package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The examples of RFC 8785. */
@Tag("C16")
class CanonicalJsonTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static String sorted(String json) {
        return new String(CanonicalJson.sorted(JSON.readTree(json)), StandardCharsets.UTF_8);
    }

    private static String asSent(String json) {
        return new String(CanonicalJson.asSent(JSON.readTree(json)), StandardCharsets.UTF_8);
    }

    @Test
    void the_example_of_section_3_2() {
        var example = """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";

        assertThat(sorted(example))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void keys_are_sorted_by_their_utf_16_code_units_at_every_depth() {
        var example = """
                {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                 "1": {"b": [{"d": 1, "c": 2}], "a": {}}, "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
                 "\\u00f6": "Latin Small Letter O With Diaeresis"}""";

        assertThat(sorted(example))
                .isEqualTo(
                        "{\"\\r\":\"Carriage Return\",\"1\":{\"a\":{},\"b\":[{\"c\":2,\"d\":1}]},\"\u0080\":\"Control\","
                                + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void or_they_stay_in_the_order_in_which_they_came() {
        assertThat(asSent(" { \"b\" : 1.0 , \"a\" : [ ] } ")).isEqualTo("{\"b\":1,\"a\":[]}");
    }

    /** Appendix B, and the ends of ECMAScript's ranges. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "3fe0000000000000, 0.5",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
        "44ea784379d99db4, 1e+24"
    })
    void numbers_are_written_as_ecmascript_does(String bits, String expected) {
        assertThat(CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2e23", "8.41e21", "2.0e-3", "5e-324", "2.2250738585072014e-308", "1.0e22"})
    void a_number_has_no_digit_too_many(String number) {
        var written = CanonicalJson.number(Double.parseDouble(number));
        var digits = written.replaceAll("e.*", "").replaceAll("[.]", "").replaceAll("^0+|0+$", "");
        assertThat(digits)
                .isEqualTo(number.replaceAll("e.*", "").replaceAll("[.]", "").replaceAll("0+$", ""));
    }

    @Test
    void whatever_is_written_means_the_same_number() {
        var random = new Random(8785);
        for (int i = 0; i < 10_000; i++) {
            var value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(CanonicalJson.number(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void what_has_no_canonical_form_is_refused() {
        assertThatThrownBy(() -> sorted("[1e999]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sorted("[" + "9".repeat(400) + "]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sorted("[\"\\ud800\"]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sorted("[\"\\udc00 \\ud800\"]")).isInstanceOf(IllegalArgumentException.class);
    }
}
