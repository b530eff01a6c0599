package io.plumbline.activities.products;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * Whether two contents are the same (D3): SHA-256 over the JSON with the keys of every object in order, and numbers by
 * their value. Each text is preceded by its length, so that no two contents read the same.
 */
final class ContentHash {

    private static final int LONG_DIGITS = 18;

    private final MessageDigest digest;
    private final StringBuilder canonical = new StringBuilder();

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    byte[] of(JsonNode content) {
        canonical.setLength(0);
        add(content);
        return digest.digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void add(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> addObject(node);
            case ARRAY -> {
                canonical.append('[');
                node.forEach(this::add);
                canonical.append(']');
            }
            case STRING -> addText(node.stringValue());
            case NUMBER -> canonical.append('#').append(number(node)).append(';');
            case BOOLEAN -> canonical.append(node.booleanValue() ? 't' : 'f');
            default -> canonical.append('n');
        }
    }

    private void addObject(JsonNode object) {
        var names = object.propertyNames().toArray(String[]::new);
        Arrays.sort(names);
        canonical.append('{');
        for (var name : names) {
            addText(name);
            add(object.get(name));
        }
        canonical.append('}');
    }

    private void addText(String text) {
        canonical.append(text.length()).append(':').append(text);
    }

    private static String number(JsonNode node) {
        if (node.canConvertToLong() && node.isIntegralNumber()) {
            return Long.toString(node.longValue());
        }
        return plain(node.decimalValue().stripTrailingZeros());
    }

    /** 30 and 30.0 are one number; a very large one keeps its exponent, since written out it could fill the memory. */
    private static String plain(BigDecimal number) {
        return number.scale() <= 0 && number.precision() - (long) number.scale() <= LONG_DIGITS
                ? Long.toString(number.longValueExact())
                : number.toString();
    }
}
