package io.plumbline.activities.failures;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Groups failures that tell of one cause: same source, same words, whatever ids and numbers stand in them. */
final class Fingerprint {

    private static final Pattern PARTICULARS =
            Pattern.compile("'[^']*'|\"[^\"]*\"|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\\d+");
    private static final int BYTES = 8;

    private Fingerprint() {}

    static String of(String source, String error) {
        var words = source + '\n' + PARTICULARS.matcher(error).replaceAll("#");
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
