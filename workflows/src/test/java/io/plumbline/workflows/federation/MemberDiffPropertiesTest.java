package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.workflows.federation.Members.Situation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

/** What holds for every member, whatever the two sides did to it. */
class MemberDiffPropertiesTest {

    private static final Comparison COMPARISON = Members.COMPARISON;

    @Property(tries = 20_000)
    @Tag("C6")
    @Tag("C7")
    void a_second_sync_changes_nothing_also_with_another_strategy(
            @ForAll("situations") Situation member,
            @ForAll ConflictStrategy strategy,
            @ForAll ConflictStrategy nextStrategy) {
        var first = member.sync(strategy);
        var second = new Situation(first.base(), member.sent(), first.resolved()).sync(nextStrategy);

        assertThat(second.changes()).isEmpty();
        assertThat(second.conflicts()).isEmpty();
        assertThat(second.changesNothing()).isTrue();
        assertThat(second.resolved()).isEqualTo(first.resolved());
        assertThat(second.base()).isEqualTo(first.base());
    }

    @Property(tries = 20_000)
    @Tag("C8")
    void no_edit_is_overwritten_silently(@ForAll("situations") Situation member, @ForAll ConflictStrategy strategy) {
        var diff = member.sync(strategy);

        for (var field : MemberField.values()) {
            var local = member.local().get(field);
            if (member.isEditedHere(field)
                    && !COMPARISON.same(field, local, diff.resolved().get(field))) {
                assertThat(strategy).isEqualTo(ConflictStrategy.federation_wins);
                assertThat(diff.conflicts())
                        .anyMatch(
                                conflict -> conflict.field() == field && Objects.equals(conflict.localValue(), local));
            }
        }
    }

    @Property(tries = 20_000)
    @Tag("C6")
    void changes_tell_exactly_what_becomes_of_the_player(
            @ForAll("situations") Situation member, @ForAll ConflictStrategy strategy) {
        var diff = member.sync(strategy);

        var told = member.local();
        for (var change : diff.changes()) {
            assertThat(change.before()).isEqualTo(told.get(change.field()));
            assertThat(COMPARISON.same(change.field(), change.before(), change.after()))
                    .isFalse();
            assertThat(change.after()).isEqualTo(member.sent().get(change.field())); // as sent
            told = told.with(change.field(), change.after());
        }
        assertThat(diff.resolved()).isEqualTo(told);
        assertThat(diff.changes()).doesNotHaveDuplicates();
    }

    @Property(tries = 20_000)
    @Tag("C6")
    void what_was_sent_and_not_edited_here_is_the_federations(
            @ForAll("situations") Situation member, @ForAll ConflictStrategy strategy) {
        var diff = member.sync(strategy);

        member.sent().forEach((field, value) -> {
            assertThat(diff.base().get(field)).isEqualTo(value);
            if (!member.isEditedHere(field)) {
                assertThat(COMPARISON.same(field, diff.resolved().get(field), value))
                        .isTrue();
            }
        });
    }

    @Property(tries = 20_000)
    @Tag("C5")
    void the_order_of_the_fields_does_not_matter(
            @ForAll("situations") Situation member,
            @ForAll ConflictStrategy strategy,
            @ForAll("orders") List<MemberField> order) {
        var atOnce = member.sync(strategy);

        var base = member.base();
        var local = member.local();
        var changes = new HashMap<MemberField, FieldChange>();
        var conflicts = new HashMap<MemberField, @Nullable String>();
        for (var field : order) { // each field as if it had come alone
            if (member.sent().containsKey(field)) {
                var alone = new HashMap<MemberField, @Nullable String>();
                alone.put(field, member.sent().get(field));
                var one = new Situation(base, alone, local).sync(strategy);
                base = one.base();
                local = one.resolved();
                one.changes().forEach(change -> changes.put(change.field(), change));
                one.conflicts().forEach(conflict -> conflicts.put(conflict.field(), conflict.resolvedValue()));
            }
        }

        assertThat(local).isEqualTo(atOnce.resolved());
        assertThat(base == null ? MemberValues.EMPTY : base).isEqualTo(atOnce.base());
        assertThat(changes.values()).containsExactlyInAnyOrderElementsOf(atOnce.changes());
        assertThat(conflicts).hasSameSizeAs(atOnce.conflicts());
        atOnce.conflicts()
                .forEach(conflict -> assertThat(conflicts).containsEntry(conflict.field(), conflict.resolvedValue()));
    }

    @Property(tries = 20_000)
    @Tag("C5")
    void the_order_in_which_the_keys_were_sent_does_not_matter(
            @ForAll("situations") Situation member, @ForAll ConflictStrategy strategy) {
        var keys = new ArrayList<>(member.sent().keySet());
        Collections.sort(keys);
        var sorted = new LinkedHashMap<MemberField, @Nullable String>();
        keys.forEach(key -> sorted.put(key, member.sent().get(key)));

        assertThat(new Situation(member.base(), sorted, member.local()).sync(strategy))
                .isEqualTo(member.sync(strategy));
    }

    @Property(tries = 20_000)
    @Tag("C7")
    void the_strategies_agree_where_there_is_no_conflict(@ForAll("situations") Situation member) {
        var federationWins = member.sync(ConflictStrategy.federation_wins);
        var localWins = member.sync(ConflictStrategy.local_wins);
        var merge = member.sync(ConflictStrategy.merge);

        for (var other : List.of(localWins, merge)) {
            assertThat(other.base()).isEqualTo(federationWins.base());
            assertThat(other.baseMoves()).isEqualTo(federationWins.baseMoves());
            assertThat(fields(other)).isEqualTo(fields(federationWins));
            for (var field : MemberField.values()) {
                if (!fields(other).contains(field)) {
                    assertThat(other.resolved().get(field))
                            .isEqualTo(federationWins.resolved().get(field));
                }
            }
        }
    }

    @Property(tries = 20_000)
    @Tag("C5")
    void a_key_that_was_not_sent_never_changes_anything(
            @ForAll("situations") Situation member, @ForAll ConflictStrategy strategy) {
        var diff = member.sync(strategy);

        for (var field : MemberField.values()) {
            if (!member.sent().containsKey(field)) {
                assertThat(diff.resolved().get(field)).isEqualTo(member.local().get(field));
                assertThat(diff.base().get(field)).isEqualTo(member.lastSync().get(field));
                assertThat(diff.changes()).noneMatch(change -> change.field() == field);
                assertThat(diff.conflicts()).noneMatch(conflict -> conflict.field() == field);
            }
        }
        assertThat(new Situation(member.base(), Map.of(), member.local())
                        .sync(strategy)
                        .changesNothing())
                .isTrue();
    }

    @Property(tries = 20_000)
    @Tag("C5")
    void the_notation_of_either_side_does_not_matter(
            @ForAll("situations") Situation member, @ForAll ConflictStrategy strategy) {
        var written = member.sync(strategy);

        var local = member.local();
        var base = member.base();
        var sent = new HashMap<MemberField, @Nullable String>();
        for (var field : MemberField.values()) {
            local = local.with(field, COMPARISON.of(field, local.get(field)));
            base = base == null ? null : base.with(field, COMPARISON.of(field, base.get(field)));
            if (member.sent().containsKey(field)) {
                sent.put(field, COMPARISON.of(field, member.sent().get(field)));
            }
        }
        var normalised = new Situation(base, sent, local).sync(strategy);

        assertThat(normalised.changes())
                .extracting(FieldChange::field)
                .isEqualTo(written.changes().stream().map(FieldChange::field).toList());
        assertThat(fields(normalised)).isEqualTo(fields(written));
        assertThat(normalised.baseMoves()).isEqualTo(written.baseMoves());
    }

    private static List<MemberField> fields(MemberDiff diff) {
        return diff.conflicts().stream().map(Conflict::field).toList();
    }

    @Provide
    Arbitrary<Situation> situations() {
        return Members.situations();
    }

    @Provide
    Arbitrary<List<MemberField>> orders() {
        return Members.orders();
    }
}
