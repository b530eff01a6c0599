package io.plumbline.activities.incidents;

import io.plumbline.activities.http.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Signs a webhook as Standard Webhooks has it: HMAC-SHA256 over {@code id.timestamp.body}. */
final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    static boolean isGood(String secret) {
        try {
            var length = bytes(secret).length;
            return length >= FEWEST_BYTES && length <= MOST_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static WebhookSecret of(String secret) {
        return new WebhookSecret(bytes(secret));
    }

    private static byte[] bytes(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("it does not begin with " + PREFIX);
        }
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /** One signature, with its version. */
    String sign(String id, long timestamp, String body) {
        var content = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return "v1," + Hmac.of(key, content).base64();
    }
}
