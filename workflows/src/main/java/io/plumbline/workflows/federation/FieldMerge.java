package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/**
 * One field that the federation sent: what the two sides did to it since the last sync (C6).
 *
 * @param differs whether the two sides have different values now
 */
record FieldMerge(boolean changedThere, boolean changedHere, boolean differs) {

    static FieldMerge of(
            MemberField field,
            @Nullable String base,
            @Nullable String federation,
            @Nullable String local,
            Comparison comparison) {
        var changedThere = !comparison.same(field, federation, base);
        var changedHere = !comparison.same(field, local, base);
        var differs = changedHere ? !comparison.same(field, federation, local) : changedThere;
        return new FieldMerge(changedThere, changedHere, differs);
    }

    boolean isConflict() {
        return changedThere && changedHere && differs;
    }

    /** Whether the federation's value replaces the local one. */
    boolean takesFederation(ConflictStrategy strategy) {
        if (!isConflict()) {
            return differs && !changedHere;
        }
        return switch (strategy) {
            case federation_wins -> true;
            case local_wins, merge -> false;
        };
    }
}
