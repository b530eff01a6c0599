package io.plumbline.worker.conversation;

import io.plumbline.activities.http.Hmac;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An HMAC-SHA256 over the bytes as they came, written {@code sha256=<hex>} as messaging providers do. */
final class Signature {

    private static final String PREFIX = "sha256=";

    private Signature() {}

    /** Compares in constant time. */
    static boolean isValid(@Nullable String header, byte[] body, String secret) {
        if (header == null || !header.startsWith(PREFIX)) {
            return false;
        }
        try {
            return Hmac.of(secret, body).is(HexFormat.of().parseHex(header.substring(PREFIX.length())));
        } catch (IllegalArgumentException notHex) {
            return false;
        }
    }
}
