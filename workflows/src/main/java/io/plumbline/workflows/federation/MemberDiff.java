package io.plumbline.workflows.federation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sync does to the player that a member matches: a three-way merge of each field for itself, out of the values of
 * the last sync (the base), those of the federation, and the local ones (C6, C7). Values are the same when their
 * comparison forms are; those that are written are written as they were sent.
 *
 * @param resolved the player's values after the sync
 * @param base the federation's values as sent, for the next sync to compare with; a field that was not sent keeps its old
 * @param baseMoves whether a value of the base differs from that of the sync before
 * @param changes the values of the player that are replaced, also those that a conflict replaces
 * @param conflicts the fields that both sides changed to different values, whichever stands
 */
public record MemberDiff(
        MemberValues resolved,
        MemberValues base,
        boolean baseMoves,
        List<FieldChange> changes,
        List<Conflict> conflicts) {

    public MemberDiff {
        changes = List.copyOf(changes);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * @param base null where the player was never synced: then every local value counts as edited
     * @param modifiedBy who modified the player last; null where that is not known
     */
    public static MemberDiff of(
            @Nullable MemberValues base,
            MemberSent federation,
            MemberValues local,
            ConflictStrategy strategy,
            Comparison comparison,
            @Nullable String modifiedBy) {
        var lastSync = base == null ? MemberValues.EMPTY : base;
        var nextBase = federation.over(lastSync);
        if (base != null && base.equals(local) && base.equals(nextBase)) {
            return new MemberDiff(local, base, false, List.of(), List.of()); // as most are
        }
        var resolved = local;
        var baseMoves = false;
        var changes = new ArrayList<FieldChange>();
        var conflicts = new ArrayList<Conflict>();
        for (var field : federation.fields()) {
            var theirs = federation.get(field);
            var ours = local.get(field);
            var merge = FieldMerge.of(field, lastSync.get(field), theirs, ours, comparison);
            var stands = ours;
            if (merge.takesFederation(strategy)) {
                stands = theirs;
                resolved = resolved.with(field, theirs);
                changes.add(new FieldChange(field, ours, theirs));
            }
            if (merge.isConflict()) {
                var reason = reason(strategy, base != null, modifiedBy);
                conflicts.add(new Conflict(field, theirs, ours, stands, strategy, reason));
            }
            baseMoves |= merge.changedThere();
        }
        return new MemberDiff(resolved, nextBase, baseMoves, changes, conflicts);
    }

    /**
     * Whether the player's row may stay as it is: no value of it changes, and none of its base, so that writing them
     * would only repeat what is there in another notation. A player that both sides changed alike has no changes, but
     * its base moves.
     */
    public boolean changesNothing() {
        return changes.isEmpty() && !baseMoves;
    }

    private static String reason(ConflictStrategy strategy, boolean syncedBefore, @Nullable String modifiedBy) {
        var what = syncedBefore
                ? "Both sides changed it since the last sync"
                : "The two sides differ and were never synced before";
        return what + "; the strategy is " + strategy + ", so "
                + switch (strategy) {
                    case federation_wins -> "the federation's value stands.";
                    case local_wins -> "the local value stands.";
                    case merge ->
                        "the local value stands; "
                                + (modifiedBy == null || modifiedBy.isBlank()
                                        ? "who modified it last is not known."
                                        : modifiedBy + " modified it last.");
                };
    }
}
