package io.plumbline.worker.conversation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** An HMAC-SHA256 over the bytes as they came (RFC 2104), written {@code sha256=<hex>} as messaging providers do. */
final class Signature {

    private static final String PREFIX = "sha256=";

    private Signature() {}

    /** Compares in constant time. */
    static boolean isValid(@Nullable String header, byte[] body, String secret) {
        if (header == null || !header.startsWith(PREFIX)) {
            return false;
        }
        try {
            var claimed = HexFormat.of().parseHex(header.substring(PREFIX.length()));
            return MessageDigest.isEqual(claimed, hmac(body, secret));
        } catch (IllegalArgumentException notHex) {
            return false;
        }
    }

    static byte[] hmac(byte[] body, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
