package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.common.converter.DefaultDataConverter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a player's value, for everything that may have happened to it since the last sync. */
class MemberDiffTest {

    /** A and B are two values, - is none. The values in the middle are the player's after the sync. */
    private static final String TABLE = """
            base | federation | local || federation_wins | local_wins | merge || conflict | new base
            A    | A          | A     || A               | A          | A     || no       | A
            A    | A          | B     || B               | B          | B     || no       | A
            A    | A          | -     || -               | -          | -     || no       | A
            A    | B          | A     || B               | B          | B     || no       | B
            A    | B          | B     || B               | B          | B     || no       | B
            A    | B          | -     || B               | -          | -     || yes      | B
            A    | -          | A     || -               | -          | -     || no       | -
            A    | -          | B     || -               | B          | B     || yes      | -
            A    | -          | -     || -               | -          | -     || no       | -
            B    | A          | A     || A               | A          | A     || no       | A
            B    | A          | B     || A               | A          | A     || no       | A
            B    | A          | -     || A               | -          | -     || yes      | A
            B    | B          | A     || A               | A          | A     || no       | B
            B    | B          | B     || B               | B          | B     || no       | B
            B    | B          | -     || -               | -          | -     || no       | B
            B    | -          | A     || -               | A          | A     || yes      | -
            B    | -          | B     || -               | -          | -     || no       | -
            B    | -          | -     || -               | -          | -     || no       | -
            -    | A          | A     || A               | A          | A     || no       | A
            -    | A          | B     || A               | B          | B     || yes      | A
            -    | A          | -     || A               | A          | A     || no       | A
            -    | B          | A     || B               | A          | A     || yes      | B
            -    | B          | B     || B               | B          | B     || no       | B
            -    | B          | -     || B               | B          | B     || no       | B
            -    | -          | A     || A               | A          | A     || no       | -
            -    | -          | B     || B               | B          | B     || no       | -
            -    | -          | -     || -               | -          | -     || no       | -
            """;

    /** One line of the table, read for one field. */
    private record Line(MemberField field, List<String> cells) {

        @Nullable
        String value(String letter) {
            return letter.equals("-") ? null : VALUES.get(field).get(letter.equals("A") ? 0 : 1);
        }

        @Nullable
        String base() {
            return value(cells.get(0));
        }

        @Nullable
        String federation() {
            return value(cells.get(1));
        }

        @Nullable
        String local() {
            return value(cells.get(2));
        }

        @Nullable
        String expected(ConflictStrategy strategy) {
            return value(cells.get(3 + strategy.ordinal()));
        }

        boolean conflict() {
            return cells.get(6).equals("yes");
        }

        @Nullable
        String newBase() {
            return value(cells.get(7));
        }

        @Override
        public String toString() {
            return field + ": " + cells;
        }
    }

    private static final Map<MemberField, List<String>> VALUES = Map.of(
            MemberField.firstName, List.of("Ana", "Bo"),
            MemberField.lastName, List.of("\u00c5str\u00f6m", "O'Neill"),
            MemberField.dateOfBirth, List.of("1990-05-01", "1990-05-02"),
            MemberField.email, List.of("Ana@Example.org", "bo@example.org"),
            MemberField.phone, List.of("+52 55 1234 5678", "+1 202 555 0123"),
            MemberField.address, List.of("Calle 1", "Calle 2"));

    private static List<Line> lines(MemberField field) {
        return TABLE.lines()
                .skip(1)
                .map(line -> new Line(field, List.of(line.replace("||", "|").split("\\s*\\|\\s*"))))
                .toList();
    }

    @Test
    void the_table_has_each_of_the_27_combinations_once() {
        var combinations = new TreeSet<String>();
        lines(MemberField.email)
                .forEach(line -> combinations.add(String.join("", line.cells().subList(0, 3))));

        assertThat(lines(MemberField.email)).hasSize(27);
        assertThat(combinations).hasSize(27).allMatch(combination -> combination.matches("[AB-]{3}"));
        assertThat(TABLE.lines().findFirst().orElseThrow())
                .containsSubsequence("federation_wins", "local_wins", "merge"); // cells are read by the order of these
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C6")
    @Tag("C7")
    void a_value_becomes_what_the_table_says(ConflictStrategy strategy) {
        for (var field : MemberField.values()) {
            for (var line : lines(field)) {
                var diff = sync(line, strategy);

                assertThat(diff.resolved()).as("%s", line).isEqualTo(only(field, line.expected(strategy)));
                assertThat(diff.base()).as("%s", line).isEqualTo(only(field, line.newBase()));
                assertThat(diff.conflicts()).as("%s", line).hasSize(line.conflict() ? 1 : 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C6")
    void what_is_replaced_is_told(ConflictStrategy strategy) {
        for (var field : MemberField.values()) {
            for (var line : lines(field)) {
                var diff = sync(line, strategy);
                var after = line.expected(strategy);
                var replaced = !Objects.equals(line.local(), after);
                var baseMoves = !Objects.equals(line.base(), line.newBase());

                assertThat(diff.changes())
                        .as("%s", line)
                        .isEqualTo(replaced ? List.of(new FieldChange(field, line.local(), after)) : List.of());
                assertThat(diff.baseMoves()).as("%s", line).isEqualTo(baseMoves);
                assertThat(diff.changesNothing()).as("%s", line).isEqualTo(!replaced && !baseMoves);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C8")
    void a_conflict_tells_both_values_and_the_one_that_stands(ConflictStrategy strategy) {
        for (var field : MemberField.values()) {
            lines(field).stream()
                    .filter(Line::conflict)
                    .forEach(line -> assertThat(sync(line, strategy).conflicts())
                            .as("%s", line)
                            .singleElement()
                            .satisfies(conflict -> {
                                assertThat(conflict.field()).isEqualTo(field);
                                assertThat(conflict.federationValue()).isEqualTo(line.federation());
                                assertThat(conflict.localValue()).isEqualTo(line.local());
                                assertThat(conflict.resolvedValue()).isEqualTo(line.expected(strategy));
                                assertThat(conflict.strategy()).isEqualTo(strategy);
                            }));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C6")
    void a_player_that_was_never_synced_is_compared_with_an_empty_base(ConflictStrategy strategy) {
        for (var line : lines(MemberField.address)) {
            if (line.base() == null) {
                var diff = MemberDiff.of(
                        null,
                        sent(line.field(), line.federation()),
                        only(line.field(), line.local()),
                        strategy,
                        Members.COMPARISON,
                        null);

                assertThat(diff.resolved()).as("%s", line).isEqualTo(only(line.field(), line.expected(strategy)));
                assertThat(diff.base()).as("%s", line).isEqualTo(only(line.field(), line.newBase()));
                assertThat(diff.conflicts()).as("%s", line).hasSize(line.conflict() ? 1 : 0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            federation_wins | ana  | Both sides changed it since the last sync; the strategy is federation_wins, so the federation's value stands.
            local_wins      | ana  | Both sides changed it since the last sync; the strategy is local_wins, so the local value stands.
            merge           | ana  | Both sides changed it since the last sync; the strategy is merge, so the local value stands; ana modified it last.
            merge           | null | Both sides changed it since the last sync; the strategy is merge, so the local value stands; who modified it last is not known.
            merge           | ''   | Both sides changed it since the last sync; the strategy is merge, so the local value stands; who modified it last is not known.
            """)
    @Tag("C7")
    @Tag("C8")
    void a_conflict_says_why_a_value_stands(ConflictStrategy strategy, @Nullable String modifiedBy, String reason) {
        var diff = MemberDiff.of(
                MemberValues.EMPTY.with(MemberField.address, "Calle 0"),
                sent(MemberField.address, "Calle 1"),
                MemberValues.EMPTY.with(MemberField.address, "Calle 2"),
                strategy,
                Members.COMPARISON,
                modifiedBy);

        assertThat(diff.conflicts()).extracting(Conflict::reason).containsExactly(reason);
    }

    @Test
    @Tag("C8")
    void the_first_sync_does_not_speak_of_one_before_it() {
        var diff = MemberDiff.of(
                null,
                sent(MemberField.address, "Calle 1"),
                MemberValues.EMPTY.with(MemberField.address, "Calle 2"),
                ConflictStrategy.federation_wins,
                Members.COMPARISON,
                null);

        assertThat(diff.conflicts())
                .extracting(Conflict::reason)
                .containsExactly("The two sides differ and were never synced before; the strategy is federation_wins,"
                        + " so the federation's value stands.");
    }

    @Test
    @Tag("C5")
    void a_value_is_stored_as_it_was_sent() {
        var diff = MemberDiff.of(
                only(MemberField.email, "ana@example.org"),
                sent(MemberField.email, " Bo@Example.ORG"),
                only(MemberField.email, "ana@example.org"),
                ConflictStrategy.federation_wins,
                Members.COMPARISON,
                null);

        assertThat(diff.resolved().email()).isEqualTo(" Bo@Example.ORG");
        assertThat(diff.base().email()).isEqualTo(" Bo@Example.ORG");
    }

    @Test
    @Tag("C5")
    void another_notation_of_the_same_value_changes_nothing() {
        var local = only(MemberField.email, "ana@example.org");
        var diff = MemberDiff.of(
                local,
                sent(MemberField.email, " Ana@Example.ORG"),
                local,
                ConflictStrategy.federation_wins,
                Members.COMPARISON,
                null);

        assertThat(diff.resolved()).isEqualTo(local);
        assertThat(diff.changesNothing()).isTrue();
    }

    @Test
    @Tag("C5")
    void a_key_that_was_not_sent_keeps_its_value_and_its_base_where_one_sent_empty_clears_both() {
        var before = new MemberValues("Ana", "Pérez", null, "ana@example.org", null, "Calle 1");
        var sent = new HashMap<MemberField, @Nullable String>();
        sent.put(MemberField.address, null);
        var diff = MemberDiff.of(before, MemberSent.of(sent), before, ConflictStrategy.merge, Members.COMPARISON, null);

        assertThat(diff.resolved()).isEqualTo(before.with(MemberField.address, null));
        assertThat(diff.base()).isEqualTo(before.with(MemberField.address, null));
        assertThat(diff.changes()).containsExactly(new FieldChange(MemberField.address, "Calle 1", null));
    }

    @Test
    void changes_and_conflicts_come_in_the_order_of_the_fields() {
        var sent = new HashMap<MemberField, @Nullable String>();
        VALUES.forEach((field, values) -> sent.put(field, values.get(0)));
        var local = MemberValues.EMPTY;
        for (var field : MemberField.values()) {
            local = local.with(field, VALUES.get(field).get(1));
        }
        var diff = MemberDiff.of(
                null, MemberSent.of(sent), local, ConflictStrategy.federation_wins, Members.COMPARISON, null);

        assertThat(diff.changes()).extracting(FieldChange::field).containsExactly(MemberField.values());
        assertThat(diff.conflicts()).extracting(Conflict::field).containsExactly(MemberField.values());
    }

    @Test
    void they_survive_the_wire() {
        var wire = DefaultDataConverter.newDefaultInstance();
        var values = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        values.put(MemberField.phone, null);
        values.put(MemberField.email, "bo@example.org");
        var sent = MemberSent.of(values);
        var diff = MemberDiff.of(
                only(MemberField.email, "ana@example.org"),
                sent,
                only(MemberField.email, "cy@example.org"),
                ConflictStrategy.merge,
                Members.COMPARISON,
                "cy");

        var sentBack = wire.fromPayload(wire.toPayload(sent).orElseThrow(), MemberSent.class, MemberSent.class);
        var diffBack = wire.fromPayload(wire.toPayload(diff).orElseThrow(), MemberDiff.class, MemberDiff.class);

        assertThat(sentBack).isEqualTo(sent);
        assertThat(sentBack.fields()).containsExactly(MemberField.email, MemberField.phone);
        assertThat(diffBack).isEqualTo(diff);
        assertThat(diffBack.conflicts()).hasSize(1);
    }

    @Test
    void what_it_says_cannot_be_changed_afterwards() {
        var values = new HashMap<MemberField, @Nullable String>();
        var sent = MemberSent.of(values);
        var changes = new ArrayList<FieldChange>();
        var diff = new MemberDiff(MemberValues.EMPTY, MemberValues.EMPTY, false, changes, List.of());
        values.put(MemberField.email, "bo@example.org");
        changes.add(new FieldChange(MemberField.email, null, "bo@example.org"));

        assertThat(sent.fields()).isEmpty();
        assertThat(diff.changes()).isEmpty();
    }

    private static MemberDiff sync(Line line, ConflictStrategy strategy) {
        return MemberDiff.of(
                only(line.field(), line.base()),
                sent(line.field(), line.federation()),
                only(line.field(), line.local()),
                strategy,
                Members.COMPARISON,
                "ana");
    }

    private static MemberValues only(MemberField field, @Nullable String value) {
        return MemberValues.EMPTY.with(field, value);
    }

    private static MemberSent sent(MemberField field, @Nullable String value) {
        var values = new EnumMap<MemberField, @Nullable String>(MemberField.class);
        values.put(field, value);
        return MemberSent.of(values);
    }
}
