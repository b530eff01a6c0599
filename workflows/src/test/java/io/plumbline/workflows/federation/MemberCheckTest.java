package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which members are set aside, and in what words. */
class MemberCheckTest {

    @Test
    @Tag("C9")
    void a_sound_member_has_no_problem() {
        assertThat(MemberCheck.problem(
                        "m-1",
                        MemberSent.of(Map.of(
                                MemberField.firstName, "José",
                                MemberField.dateOfBirth, "1990-05-01",
                                MemberField.phone, "no phone"))))
                .isEmpty();
        assertThat(MemberCheck.problem("1", MemberSent.of(Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\u00a0\n"})
    @Tag("C9")
    void a_member_needs_an_id(@Nullable String id) {
        assertThat(MemberCheck.problem(id, MemberSent.of(Map.of()))).contains("id is missing");
    }

    @Test
    @Tag("C9")
    void an_id_is_text_of_200_characters_at_most() {
        assertThat(problemOfId("x".repeat(200))).isNull();
        assertThat(problemOfId("\ud83d\ude00".repeat(200))).isNull();
        assertThat(problemOfId("x".repeat(201))).isEqualTo("id is longer than 200 characters");
        assertThat(problemOfId("\0")).isEqualTo("id contains the character U+0000");
        assertThat(problemOfId("a\0b")).isEqualTo("id contains the character U+0000");
        assertThat(problemOfId("a\ud800")).isEqualTo("id contains half of a character (a lone surrogate)");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C9")
    void a_value_is_text_of_2000_characters_at_most(MemberField field) {
        assertThat(problem(field, null)).isNull();
        assertThat(problem(field, " ".repeat(2_000))).isNull();
        if (field != MemberField.dateOfBirth) {
            assertThat(problem(field, "x".repeat(2_000))).isNull();
            assertThat(problem(field, "\ud83d\ude00".repeat(2_000))).isNull();
        }
        assertThat(problem(field, "x".repeat(2_001))).isEqualTo(field + " is longer than 2000 characters");
        assertThat(problem(field, " ".repeat(2_001))).isEqualTo(field + " is longer than 2000 characters");
        assertThat(problem(field, "a\0")).isEqualTo(field + " contains the character U+0000");
        assertThat(problem(field, "\udc00a")).isEqualTo(field + " contains half of a character (a lone surrogate)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1990-05-01",
                " 1990-05-01\n",
                "2000-02-29",
                "0001-01-01",
                "9999-12-31",
                "1990-05-01T00:00",
                "1990-05-01T00:00:00",
                "1990-05-01T00:00:00Z",
                "1990-05-01T00:00:00.000Z",
                "1990-05-01T00:00:00+02:00",
                "1990-05-01T00:00:00-0530"
            })
    @Tag("C9")
    void these_are_dates_of_birth(String value) {
        assertThat(problem(MemberField.dateOfBirth, value)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "01.05.1990",
                "1990-5-1",
                "19900501",
                "1990-02-30",
                "1990-13-01",
                "1900-02-29",
                "0000-01-01",
                "-0001-01-01",
                "+12345-01-01",
                "1990-05-01T22:00:00Z",
                "1990-05-01T00:00:01",
                "1990-05-01T00:00:00.001Z",
                "1990-05-01 00:00:00",
                "1990-05-01T",
                "1990-05-01T00:00+",
                "\u0661\u0669\u0669\u0660-\u0660\u0665-\u0660\u0661"
            })
    @Tag("C9")
    void these_are_none(String value) {
        assertThat(problem(MemberField.dateOfBirth, value))
                .isEqualTo("dateOfBirth is no date like 1990-05-01; it was \"" + value + "\"");
    }

    @Test
    @Tag("C9")
    void a_long_value_is_not_repeated_whole() {
        assertThat(problem(MemberField.dateOfBirth, "x".repeat(40))).endsWith("\"" + "x".repeat(40) + "\"");
        assertThat(problem(MemberField.dateOfBirth, "x".repeat(2_000)))
                .isEqualTo("dateOfBirth is no date like 1990-05-01; it was \"" + "x".repeat(40) + "...\"");
        assertThat(problem(MemberField.dateOfBirth, "\ud83d\ude00".repeat(41)))
                .isEqualTo("dateOfBirth is no date like 1990-05-01; it was \"" + "\ud83d\ude00".repeat(40) + "...\"");
    }

    private static @Nullable String problemOfId(String id) {
        return MemberCheck.problem(id, MemberSent.of(Map.of())).orElse(null);
    }

    private static @Nullable String problem(MemberField field, @Nullable String value) {
        var values = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        values.put(field, value);
        return MemberCheck.problem("m-1", MemberSent.of(values)).orElse(null);
    }
}
