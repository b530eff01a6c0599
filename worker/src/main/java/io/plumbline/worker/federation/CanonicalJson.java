package io.plumbline.worker.federation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON without a choice of how to write it: no whitespace, and strings and numbers as ECMAScript's {@code JSON.stringify}
 * writes them. With sorted keys it is the JSON Canonicalization Scheme (RFC 8785).
 */
final class CanonicalJson {

    private static final int LONGEST_PLAIN_NUMBER = 21; // ECMA-262, Number::toString
    private static final int MOST_ZEROS_AFTER_POINT = 6;

    private final StringBuilder out = new StringBuilder();
    private final boolean sorted;

    private CanonicalJson(boolean sorted) {
        this.sorted = sorted;
    }

    /**
     * RFC 8785.
     *
     * @throws IllegalArgumentException for a number that is too large for a double, or half a surrogate pair
     */
    static byte[] sorted(JsonNode node) {
        return bytes(node, true);
    }

    /**
     * With the keys in the order in which they came.
     *
     * @throws IllegalArgumentException as {@link #sorted}
     */
    static byte[] asSent(JsonNode node) {
        return bytes(node, false);
    }

    private static byte[] bytes(JsonNode node, boolean sorted) {
        var json = new CanonicalJson(sorted);
        json.write(node);
        return json.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonNode node) {
        if (node.isObject()) {
            var members = new java.util.LinkedHashMap<String, JsonNode>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            write(sorted ? new TreeMap<>(members) : members); // by UTF-16 code units, as RFC 8785 has it
        } else if (node.isArray()) {
            write(node.values());
        } else if (node.isString()) {
            write(node.stringValue());
        } else if (node.isNumber()) {
            out.append(number(Double.parseDouble(node.asString())));
        } else {
            out.append(node); // true, false, null
        }
    }

    private void write(java.util.Map<String, JsonNode> members) {
        out.append('{');
        var separator = "";
        for (var member : members.entrySet()) {
            out.append(separator);
            write(member.getKey());
            out.append(':');
            write(member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void write(Collection<JsonNode> elements) {
        out.append('[');
        var separator = "";
        for (var element : elements) {
            out.append(separator);
            write(element);
            separator = ",";
        }
        out.append(']');
    }

    private void write(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var escape = escape(c);
            if (escape != null) {
                out.append(escape);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("half a surrogate pair");
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static @Nullable String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> c < ' ' ? "\\u%04x".formatted((int) c) : null;
        };
    }

    /** As ECMAScript writes a number: the fewest digits that mean this double and no other. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a number that is too large");
        }
        if (value == 0) {
            return "0"; // also where it is negative
        }
        var fewest = fewestDigits(Math.abs(value)).stripTrailingZeros();
        var digits = fewest.unscaledValue().toString();
        var point = digits.length() - fewest.scale(); // so many digits stand before it
        return (value < 0 ? "-" : "") + withPoint(digits, point);
    }

    /** Java's own text may have a digit too many before JDK 19. */
    private static BigDecimal fewestDigits(double value) {
        var text = new BigDecimal(Double.toString(value));
        var precision = text.precision();
        while (precision > 1 && rounded(text, precision - 1).doubleValue() == value) {
            precision--;
        }
        var closest = rounded(new BigDecimal(value), precision);
        return closest.doubleValue() == value ? closest : rounded(text, precision);
    }

    private static BigDecimal rounded(BigDecimal value, int precision) {
        return value.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    }

    private static String withPoint(String digits, int point) {
        if (point > LONGEST_PLAIN_NUMBER || point <= -MOST_ZEROS_AFTER_POINT) {
            var fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            return digits.charAt(0) + fraction + "e" + (point > 0 ? "+" : "-") + Math.abs(point - 1);
        }
        if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length());
        }
        return point > 0
                ? digits.substring(0, point) + "." + digits.substring(point)
                : "0." + "0".repeat(-point) + digits;
    }
}
