package io.plumbline.worker.federation;

import io.plumbline.activities.http.Hmac;
import io.plumbline.worker.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a request says that it is signed (C16). The headers of Standard Webhooks decide where they are; else a header of our
 * own or one that is customary; else the signature inside the body.
 */
sealed interface SignedForm {

    /** Takes as long for a secret that is right as for one that is wrong. */
    boolean isSignedWith(String secret);

    /** What tells the delivery from others of its connector. Of a form that was verified. */
    DeliveryKey key();

    /** @param identified whether the sender gave it, rather than that it is a digest of what was signed */
    record DeliveryKey(String id, boolean identified) {}

    /**
     * @param header the first value of a header; null for none
     * @throws Problem for a body that has no canonical form, where its signature is inside
     */
    static SignedForm of(UnaryOperator<@Nullable String> header, byte[] raw, ObjectNode body, Freshness freshness) {
        var standard = header.apply("webhook-signature");
        if (standard != null) {
            return new StandardWebhook(
                    Objects.requireNonNullElse(header.apply("webhook-id"), ""),
                    Objects.requireNonNullElse(header.apply("webhook-timestamp"), ""),
                    List.of(standard.split(" ", -1)),
                    raw,
                    freshness);
        }
        var inHeaders = OverBytes.HEADERS.stream()
                .map(header)
                .filter(Objects::nonNull)
                .map(OverBytes::withoutPrefix)
                .toList();
        if (!inHeaders.isEmpty()) {
            return new OverBytes(inHeaders, raw);
        }
        return body.path("signature").isString()
                ? OverCanonicalBody.of(body, body.path("signature").stringValue())
                : new Unsigned();
    }

    /** How far the time of a signed request may be from now. */
    record Freshness(Instant now, Duration tolerance) {

        boolean holds(Instant signedAt) {
            return Duration.between(signedAt, now).abs().compareTo(tolerance) <= 0;
        }
    }

    /** A signature in a header, over the bytes of the body as they came. */
    record OverBytes(List<String> signatures, byte[] body) implements SignedForm {

        /** The first is ours, the others are what senders have. */
        private static final List<String> HEADERS =
                List.of("X-Signature", "X-Federation-Signature", "X-Webhook-Signature", "X-Hub-Signature-256");

        private static final String PREFIX = "sha256=";

        private static String withoutPrefix(String signature) {
            return signature.startsWith(PREFIX) ? signature.substring(PREFIX.length()) : signature;
        }

        @Override
        public boolean isSignedWith(String secret) {
            var expected = Hmac.of(secret, body);
            return signatures.stream().map(expected::isWritten).reduce(false, Boolean::logicalOr);
        }

        @Override
        public DeliveryKey key() {
            return digest(body);
        }
    }

    /** A signature inside the body, over the canonical body without it: its keys sorted, or as they came. */
    record OverCanonicalBody(String signature, byte[] sorted, byte[] asSent) implements SignedForm {

        static SignedForm of(ObjectNode body, String signature) {
            var unsigned = body.deepCopy();
            unsigned.remove("signature");
            try {
                return new OverCanonicalBody(
                        OverBytes.withoutPrefix(signature),
                        CanonicalJson.sorted(unsigned),
                        CanonicalJson.asSent(unsigned));
            } catch (IllegalArgumentException e) {
                throw Problem.badInput("body", "It has " + e.getMessage() + ".");
            }
        }

        @Override
        @SuppressWarnings("ShortCircuitBoolean")
        public boolean isSignedWith(String secret) {
            return Hmac.of(secret, sorted).isWritten(signature)
                    | Hmac.of(secret, asSent).isWritten(signature);
        }

        /** However the body is written: the signature does not tell its spaces, so they make no other delivery. */
        @Override
        public DeliveryKey key() {
            return digest(sorted);
        }
    }

    /** Standard Webhooks (https://www.standardwebhooks.com): id, time and body are signed together. */
    record StandardWebhook(String id, String timestamp, List<String> signatures, byte[] body, Freshness freshness)
            implements SignedForm {

        private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
        private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,11}");
        private static final String BASE64_SECRET = "whsec_";
        private static final String VERSION = "v1,";

        @Override
        public boolean isSignedWith(String secret) {
            if (!ID.matcher(id).matches()
                    || !TIMESTAMP.matcher(timestamp).matches()
                    || !freshness.holds(Instant.ofEpochSecond(Long.parseLong(timestamp)))) {
                return false;
            }
            var key = key(secret);
            if (key.length == 0) {
                return false;
            }
            var expected = Hmac.of(key, (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII), body);
            return signatures.stream()
                    .filter(signature -> signature.startsWith(VERSION))
                    .map(signature -> expected.isWrittenInBase64(signature.substring(VERSION.length())))
                    .reduce(false, Boolean::logicalOr);
        }

        private static byte[] key(String secret) {
            if (!secret.startsWith(BASE64_SECRET)) {
                return secret.getBytes(StandardCharsets.UTF_8);
            }
            try {
                return Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()));
            } catch (IllegalArgumentException notBase64) {
                return new byte[0];
            }
        }

        @Override
        public DeliveryKey key() {
            return new DeliveryKey("id:" + id, true);
        }
    }

    /** No signature at all. */
    record Unsigned() implements SignedForm {

        @Override
        public boolean isSignedWith(String secret) {
            return false;
        }

        @Override
        public DeliveryKey key() {
            throw new IllegalStateException("it was not verified");
        }
    }

    private static DeliveryKey digest(byte[] signed) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(signed);
            return new DeliveryKey("sha256:" + HexFormat.of().formatHex(digest), false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
