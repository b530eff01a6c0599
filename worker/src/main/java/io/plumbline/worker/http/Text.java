package io.plumbline.worker.http;

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
        return value;
    }
}
