package io.plumbline.worker.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** Makes tokens, also such as no library would. */
final class Forge {

    static final String ISSUER = "https://id.example";
    static final String AUDIENCE = "plumbline";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final JsonMapper JSON = JsonMapper.shared();

    private Forge() {}

    /** What signs a token. */
    interface Signer {
        byte[] sign(byte[] content) throws GeneralSecurityException;
    }

    static Signer hmac(String algorithm, byte[] key) {
        return content -> {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(content);
        };
    }

    static Signer hs256(byte[] key) {
        return hmac("HmacSHA256", key);
    }

    static Signer rs256(KeyPair pair) {
        return by("SHA256withRSA", pair.getPrivate());
    }

    static Signer es256(KeyPair pair) {
        return by("SHA256withECDSAinP1363Format", pair.getPrivate());
    }

    static Signer by(String algorithm, PrivateKey key) {
        return content -> {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        };
    }

    static Signer always(byte[] signature) {
        return content -> signature;
    }

    static KeyPair rsa() {
        return pair("RSA", 2048);
    }

    static KeyPair ec() {
        return pair("EC", 256);
    }

    static KeyPair pair(String kind, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An operator's, good for ten minutes. */
    static Map<String, Object> allClaims() {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("sub", "mallory");
        claims.put("roles", List.of("operator"));
        claims.put("iss", ISSUER);
        claims.put("aud", List.of(AUDIENCE));
        claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
        return claims;
    }

    /** @param value null leaves it out */
    static Map<String, Object> claimsWith(String name, Object value) {
        return with(allClaims(), name, value);
    }

    static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        var changed = new LinkedHashMap<>(map);
        changed.put(name, value);
        changed.values().removeIf(java.util.Objects::isNull);
        return changed;
    }

    static String jwt(Map<String, Object> header, Map<String, Object> claims, Signer signer) {
        var content = encoded(header) + "." + encoded(claims);
        try {
            return content + "." + BASE64.encodeToString(signer.sign(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(Object json) {
        return BASE64.encodeToString(JSON.writeValueAsBytes(json));
    }
}
