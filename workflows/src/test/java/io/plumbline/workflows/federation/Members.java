package io.plumbline.workflows.federation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Members as the outside world may write them. */
final class Members {

    /** A phone is its digits: enough for rules that only need two notations of one number. */
    static final Comparison COMPARISON = Comparison.with(phone -> phone.replaceAll("[^0-9]", ""));

    /** Few values in many notations, so that the three sides meet often. */
    private static final Map<MemberField, List<String>> NOTATIONS = Map.of(
            MemberField.firstName,
            List.of("Jos\u00e9", "Jose\u0301", " Jos\u00e9", "Jose", "JOS\u00c9", "\u1112\u1161\u11ab", "\ud55c\u00a0"),
            MemberField.lastName,
            List.of(
                    "\u00c5str\u00f6m",
                    "A\u030astro\u0308m",
                    "\u212bstr\u00f6m\t",
                    "Astrom",
                    "\ud83d\ude00",
                    "O'Neill"),
            MemberField.dateOfBirth,
            List.of("1990-05-01", " 1990-05-01", "1990-05-01T00:00:00Z", "1990-05-02", "2000-02-29", "unknown"),
            MemberField.email,
            List.of("ana@example.org", "Ana@Example.ORG ", "ANA@example.org", "bo@example.org", "\u0130@x.tr"),
            MemberField.phone,
            List.of("+525512345678", "+52 (55) 1234-5678", "+52 55 1234 5678\u2003", "+12025550123", "+1 202-555-0123"),
            MemberField.address,
            List.of(
                    "Calle P\u00e9rez 1",
                    "Calle Pe\u0301rez 1",
                    "Calle P\u00e9rez 1\n",
                    "calle p\u00e9rez 1",
                    "2nd Ave"));

    private Members() {}

    /** Also what no federation should send. */
    static Arbitrary<String> anyTexts() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("aAeEsI\u03a3\u03c3\u0130\u00df\u212a\u2126\u1112\u1161\u11ab") // letters that fold
                        .withChars("\u0301\u0323\u030a\u0345\u0327") // accents to compose
                        .withChars(" \t\n\u00a0\u2000\u300005+-(@.\ud83d\ude00")
                        .ofMaxLength(8),
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of(MemberField.values()).flatMap(Members::notations));
    }

    private static Arbitrary<String> notations(MemberField field) {
        return Arbitraries.of(NOTATIONS.get(field));
    }

    private static Arbitrary<@Nullable String> values(MemberField field) {
        return Arbitraries.<@Nullable String>frequencyOf(
                Tuple.of(6, notations(field)),
                Tuple.of(2, Arbitraries.of("", " ", "\u00a0\n").injectNull(0.5)),
                Tuple.of(1, anyTexts()));
    }

    static Arbitrary<MemberValues> values() {
        return Combinators.combine(
                        Arrays.stream(MemberField.values()).map(Members::values).toList())
                .as(values -> new MemberValues(
                        values.get(0), values.get(1), values.get(2), values.get(3), values.get(4), values.get(5)));
    }

    /** Each field with its value, in any order, as a map keeps it that has not been ordered yet. */
    static Arbitrary<Map<MemberField, @Nullable String>> sent() {
        return Combinators.combine(values(), orders(), Arbitraries.integers().between(0, MemberField.values().length))
                .as((values, order, count) -> {
                    var sent = new LinkedHashMap<MemberField, @Nullable String>();
                    order.stream().limit(count).forEach(field -> sent.put(field, values.get(field)));
                    return sent;
                });
    }

    static Arbitrary<List<MemberField>> orders() {
        return Arbitraries.shuffle(MemberField.values());
    }

    /** A member before a sync. */
    record Situation(@Nullable MemberValues base, Map<MemberField, @Nullable String> sent, MemberValues local) {

        MemberDiff sync(ConflictStrategy strategy) {
            return MemberDiff.of(base, MemberSent.of(sent), local, strategy, COMPARISON, "ana");
        }

        /** The values of the last sync, as the rule takes them. */
        MemberValues lastSync() {
            return base == null ? MemberValues.EMPTY : base;
        }

        boolean isEditedHere(MemberField field) {
            return !COMPARISON.same(field, local.get(field), lastSync().get(field));
        }
    }

    static Arbitrary<Situation> situations() {
        var bases = values().injectNull(0.1);
        return Combinators.combine(bases, sent(), values(), Arbitraries.subsetOf(MemberField.values()))
                .as((base, sent, edited, editedFields) -> {
                    var local = base == null ? MemberValues.EMPTY : base;
                    for (var field : editedFields) {
                        local = local.with(field, edited.get(field));
                    }
                    return new Situation(base, sent, local);
                })
                .withoutEdgeCases(); // of six fields on three sides there are too many to combine
    }
}
