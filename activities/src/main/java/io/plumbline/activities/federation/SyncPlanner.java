package io.plumbline.activities.federation;

import static java.util.Comparator.comparing;

import io.plumbline.activities.federation.SyncPlan.Creation;
import io.plumbline.activities.federation.SyncPlan.Scope;
import io.plumbline.activities.federation.SyncPlan.Update;
import io.plumbline.workflows.federation.AbsenceBrake;
import io.plumbline.workflows.federation.Comparison;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.MemberDiff;
import io.plumbline.workflows.federation.MemberValues;
import io.plumbline.workflows.federation.SyncStats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a sync, from the registry's members and our players. These pass one by one, in any order: of a large
 * organisation most are as they were, and are not kept.
 */
final class SyncPlanner {

    private final Scope scope;
    private final ConflictStrategy strategy;
    private final Comparison comparison;
    private final AbsenceBrake brake;

    private final int listed;
    private final Map<String, Member> unmatched;
    private final List<Member> setAside = new ArrayList<>();
    private final Set<String> malformed = new HashSet<>();
    private int twice;

    private final List<Player> enteredHere = new ArrayList<>();
    private final List<Update> updates = new ArrayList<>();
    private final List<Player> absent = new ArrayList<>();
    private final List<Player> adopted = new ArrayList<>();
    private int settled;
    private int knownActive;
    private int conflicts;
    private int updated;
    private int taken; // of the updates

    SyncPlanner(
            List<Member> members, Scope scope, ConflictStrategy strategy, Comparison comparison, AbsenceBrake brake) {
        this.scope = scope;
        this.strategy = strategy;
        this.comparison = comparison;
        this.brake = brake;
        listed = members.size();
        unmatched = new LinkedHashMap<>(members.size() * 2);
        for (var member : members) {
            if (member.error() != null) {
                setAside.add(member);
                malformed.add(member.id());
            } else if (unmatched.put(member.id(), member) != null) {
                twice++;
            }
        }
    }

    /**
     * Looks at a player that a member may match; at each once.
     *
     * @return whether it is the connector's, and as the registry has it, so that the plan does not name it
     */
    boolean settles(Player player) {
        if (!player.connected()) {
            enteredHere.add(player); // the member may have a player of the connector, who goes first
            return false;
        }
        knownActive += player.active() ? 1 : 0;
        var member = unmatched.remove(player.externalId());
        if (member == null) {
            if (player.active() && !malformed.contains(player.externalId())) { // a malformed one is there all the same
                absent.add(player);
            }
            return false;
        }
        var isSettled = isSettled(player, member);
        settled += isSettled ? 1 : 0;
        return isSettled;
    }

    private boolean isSettled(Player player, Member member) {
        var diff =
                MemberDiff.of(player.base(), member.sent(), player.local(), strategy, comparison, player.modifiedBy());
        conflicts += diff.conflicts().size();
        if (diff.changesNothing() && player.active()) {
            return true;
        }
        updates.add(new Update(player, diff, !player.active()));
        updated += diff.changes().isEmpty() && player.active() ? 0 : 1;
        return false;
    }

    /** How many updates were found since they were last taken. */
    int waiting() {
        return updates.size() - taken;
    }

    /** The updates that were found since this was last asked: they need not wait for the plan. */
    List<Update> take() {
        var found = List.copyOf(updates.subList(taken, updates.size()));
        taken = updates.size();
        return found;
    }

    /** One that was only entered here is no registry's to end. */
    private void adopt(Player player) {
        var member = unmatched.remove(player.externalId());
        if (member != null && isSettled(player, member)) {
            adopted.add(player);
        }
    }

    /** Once all players have passed. */
    SyncPlan plan() {
        enteredHere.sort(comparing(Player::id));
        enteredHere.forEach(this::adopt);
        absent.sort(comparing(Player::id));
        var creations = unmatched.values().stream()
                .map(member -> new Creation(member.id(), member.sent().over(MemberValues.EMPTY)))
                .toList();
        var missing = missing();
        var deactivations = missing.keepsAll ? List.<Player>of() : List.copyOf(absent);
        var unchanged = settled + adopted.size() + updates.size() - updated;
        return new SyncPlan(
                creations,
                updates.stream()
                        .sorted(comparing(update -> update.player().id()))
                        .toList(),
                deactivations,
                List.copyOf(adopted),
                List.copyOf(setAside),
                new SyncStats(creations.size(), updated, unchanged, deactivations.size(), conflicts, conflicts),
                note(missing.note),
                missing.asksAdmins);
    }

    /** Records that may be of anybody. */
    private int nameless() {
        return (int) setAside.stream().filter(member -> member.id().isBlank()).count();
    }

    private record Missing(
            boolean keepsAll, boolean asksAdmins, @Nullable String note) {}

    private Missing missing() {
        var absent = this.absent.size();
        var nameless = nameless();
        if (absent == 0) {
            return new Missing(false, false, null);
        }
        if (scope == Scope.one_member) {
            return listed == 0
                    ? new Missing(false, false, null)
                    : new Missing(true, false, "The answer was not about this member, who stays active.");
        }
        if (scope == Scope.incomplete) {
            return new Missing(
                    true,
                    false,
                    "The list changed while it was read, so that none of the " + absent
                            + " members missing from it became inactive.");
        }
        if (listed == 0) {
            return new Missing(
                    true, true, "The list was empty: none of the " + knownActive + " active members became inactive.");
        }
        if (brake.holds(absent, knownActive)) {
            return new Missing(
                    true,
                    true,
                    absent + " of " + knownActive
                            + " active members are missing from the list, which is too many at once: none became inactive.");
        }
        if (nameless > 0) {
            return new Missing(
                    true,
                    true,
                    nameless + (nameless == 1 ? " record" : " records")
                            + " of the list had no id and may be of any of the " + absent
                            + " active members missing from it: none became inactive.");
        }
        return new Missing(false, false, null);
    }

    private @Nullable String note(@Nullable String missing) {
        if (twice == 0) {
            return missing;
        }
        var repeated = twice + " members were listed more than once; the last one of each counts.";
        return missing == null ? repeated : missing + " " + repeated;
    }
}
