package io.plumbline.worker.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A text that somebody typed. */
public final class Text {

    private Text() {}

    /**
     * What a field says; null when it was left empty.
     *
     * @throws Problem 400, when no row can have it
     */
    public static @Nullable String given(String field, @Nullable String value) {
        return value == null || value.isBlank() ? null : possible(field, value);
    }

    /** @throws Problem 400, when no row can have it */
    public static String possible(String field, String value) {
        if (value.indexOf('\0') >= 0) { // PostgreSQL knows no such character
            throw Problem.badInput(field, "It must not contain the character U+0000.");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) { // it would be kept as a question mark
            throw Problem.badInput(field, "It must not contain half of a character (a lone surrogate).");
        }
        return value;
    }
}
