package io.plumbline.activities.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An HMAC-SHA256 (RFC 2104). */
public final class Hmac {

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] value;

    private Hmac(byte[] value) {
        this.value = value;
    }

    /** @param parts one after the other, as if they were one */
    public static Hmac of(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (var part : parts) {
                mac.update(part);
            }
            return new Hmac(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    public static Hmac of(String secret, byte[] content) {
        return of(secret.getBytes(StandardCharsets.UTF_8), content);
    }

    /** Compares in constant time. */
    public boolean is(byte[] claimed) {
        return MessageDigest.isEqual(value, claimed);
    }

    /**
     * Whether a text is this one in hexadecimal digits or in base64, compared in constant time. What is compared is the
     * text, not what it may be read as: so there is no second way to write a signature, nor a change that leaves it valid.
     */
    @SuppressWarnings("ShortCircuitBoolean")
    public boolean isWritten(String claimed) {
        return equal(hex(), claimed)
                | equal(HexFormat.of().withUpperCase().formatHex(value), claimed)
                | equal(base64(), claimed);
    }

    /** Whether a text is this one in base64, compared in constant time. */
    public boolean isWrittenInBase64(String claimed) {
        return equal(base64(), claimed);
    }

    private static boolean equal(String expected, String claimed) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), claimed.getBytes(StandardCharsets.UTF_8));
    }

    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(value);
    }
}
