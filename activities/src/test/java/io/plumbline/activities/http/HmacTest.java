package io.plumbline.activities.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vector of RFC 4231, test case 2, and the ways to write it. */
@Tag("C16")
class HmacTest {

    private static final String HEX = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    private static final String BASE64 = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";

    private final Hmac hmac = Hmac.of("Jefe", "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8));

    @Test
    void it_is_the_one_of_the_standard_also_over_parts() {
        assertThat(hmac.hex()).isEqualTo(HEX);
        assertThat(hmac.base64()).isEqualTo(BASE64);
        assertThat(Hmac.of("Jefe".getBytes(StandardCharsets.UTF_8), bytes("what do ya want "), bytes("for nothing?"))
                        .hex())
                .isEqualTo(HEX);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void it_may_be_written_in_hexadecimal_digits_of_one_case_or_in_base64() {
        assertThat(hmac.isWritten(HEX)).isTrue();
        assertThat(hmac.isWritten(HEX.toUpperCase(java.util.Locale.ROOT))).isTrue();
        assertThat(hmac.isWritten(BASE64)).isTrue();
        assertThat(hmac.isWrittenInBase64(BASE64)).isTrue();
    }

    @Test
    void it_is_its_own_bytes_and_no_others() {
        assertThat(hmac.is(HexFormat.of().parseHex(HEX))).isTrue();
        assertThat(hmac.is(HexFormat.of().parseHex(HEX.replaceFirst("5b", "5c"))))
                .isFalse();
    }

    @Test
    void no_other_text_is_it_though_it_may_be_read_as_the_same() {
        assertThat(hmac.isWritten(HEX.replaceFirst("b", "B"))).isFalse();
        assertThat(hmac.isWritten(HEX + "\0")).isFalse();
        assertThat(hmac.isWritten(BASE64.replace("OEM=", "OEN="))).isFalse(); // its last two bits say nothing
        assertThat(hmac.isWritten(BASE64.replace("=", ""))).isFalse();
        assertThat(hmac.isWritten("")).isFalse();
        assertThat(hmac.isWrittenInBase64(HEX)).isFalse();
    }
}
