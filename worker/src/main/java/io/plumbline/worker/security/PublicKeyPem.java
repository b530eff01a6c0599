package io.plumbline.worker.security;

import io.plumbline.infra.embedded.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/** A public key as {@code openssl} writes it. */
record PublicKeyPem(PublicKey key) {

    private static final String SETTING = KeySource.publicKey.property();
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int SHORTEST_RSA = 2048;
    private static final Map<Integer, SignatureAlgorithm> BY_CURVE_SIZE =
            Map.of(256, SignatureAlgorithm.ES256, 384, SignatureAlgorithm.ES384, 521, SignatureAlgorithm.ES512);

    /** @param setting the key itself, or the file that has it */
    static PublicKeyPem read(String setting) {
        var pem = setting.contains(BEGIN) ? setting : content(setting);
        var from = pem.indexOf(BEGIN);
        var to = pem.indexOf(END);
        if (from < 0 || to < from) {
            throw unusable("has no '" + BEGIN + "'");
        }
        // environment variables may have the ends of lines as spaces or as the two characters \n
        var base64 = pem.substring(from + BEGIN.length(), to).replace("\\n", "").replaceAll("\\s", "");
        try {
            return parse(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw unusable("is not base64");
        }
    }

    private static String content(String path) {
        try {
            return Files.readString(Path.of(path.replaceFirst("^file:(//)?", "")));
        } catch (IOException | InvalidPathException e) {
            throw unusable("is neither a key in PEM nor a file that can be read");
        }
    }

    private static PublicKeyPem parse(byte[] encoded) {
        for (var kind : List.of("RSA", "EC")) {
            try {
                return usable(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (InvalidKeySpecException e) {
                // perhaps the other kind
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e); // every JDK has both
            }
        }
        throw unusable("is neither of RSA nor of an elliptic curve");
    }

    private static PublicKeyPem usable(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
            throw unusable("has " + rsa.getModulus().bitLength() + " bits; RSA needs " + SHORTEST_RSA + " or more");
        }
        if (key instanceof ECPublicKey curve && !BY_CURVE_SIZE.containsKey(size(curve))) {
            throw unusable("is of a curve that no algorithm of tokens has");
        }
        return new PublicKeyPem(key);
    }

    private static int size(ECPublicKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }

    private static StartException unusable(String why) {
        return new StartException(SETTING + " cannot be used: it " + why + ".");
    }

    SignatureAlgorithm usualAlgorithm() {
        return key instanceof ECPublicKey curve
                ? BY_CURVE_SIZE.getOrDefault(size(curve), SignatureAlgorithm.ES256)
                : SignatureAlgorithm.RS256;
    }

    boolean fits(SignatureAlgorithm algorithm) {
        return key instanceof ECPublicKey
                ? algorithm == usualAlgorithm()
                : !algorithm.getName().startsWith("ES");
    }
}
