package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.AbsenceBrake;
import io.plumbline.workflows.federation.Comparison;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.MemberDiff;
import io.plumbline.workflows.federation.MemberValues;
import io.plumbline.workflows.federation.SyncStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sync would do, from the registry's members and our players. Preview and apply go by the same plan (C23).
 *
 * @param seen players that the registry has, changed or not
 * @param unseen players that it does not have, or not in a sound record
 * @param setAside members whose record is malformed (C9)
 * @param note why nobody became inactive, and the like; null when there is nothing to say
 * @param asksAdmins whether so many members are missing that people must look (C10)
 */
record SyncPlan(
        List<Creation> creations,
        List<Update> updates,
        List<Player> deactivations,
        List<Player> seen,
        List<Player> unseen,
        List<Member> setAside,
        SyncStats stats,
        @Nullable String note,
        boolean asksAdmins) {

    record Creation(String externalId, MemberValues values) {}

    /** @param reactivates whether it was inactive */
    record Update(Player player, MemberDiff diff, boolean reactivates) {

        boolean changesValues() {
            return !diff.changes().isEmpty();
        }
    }

    /** How the members were read. */
    enum Scope {
        /** The whole list. */
        complete,
        /** A list that changed while it was read. */
        incomplete,
        /** One member, which is all there is to say. */
        one_member
    }

    static SyncPlan of(
            List<Member> members,
            List<Player> players,
            Scope scope,
            ConflictStrategy strategy,
            Comparison comparison,
            AbsenceBrake brake) {
        var byId = new LinkedHashMap<String, Member>(members.size() * 2);
        var setAside = new ArrayList<Member>();
        var twice = 0;
        for (var member : members) {
            if (member.error() != null) {
                setAside.add(member);
            } else if (byId.put(member.id(), member) != null) {
                twice++;
            }
        }
        var creations = new ArrayList<Creation>();
        var updates = new ArrayList<Update>();
        var absent = new ArrayList<Player>();
        var seen = new ArrayList<Player>(players.size());
        var unseen = new ArrayList<Player>();
        var conflicts = 0;
        var updated = 0;
        var knownActive = 0;
        var malformed = malformedIds(setAside);
        for (var player : players) {
            var known = player.connected() && player.active(); // one that was only entered here is no registry's to end
            knownActive += known ? 1 : 0;
            var member = byId.remove(player.externalId());
            if (member == null) {
                unseen.add(player);
                if (known && !malformed.containsKey(player.externalId())) {
                    absent.add(player);
                }
                continue;
            }
            seen.add(player);
            var diff = MemberDiff.of(
                    player.base(), member.sent(), player.local(), strategy, comparison, player.modifiedBy());
            conflicts += diff.conflicts().size();
            if (!diff.changesNothing() || !player.active()) {
                updates.add(new Update(player, diff, !player.active()));
                updated += diff.changes().isEmpty() && player.active() ? 0 : 1;
            }
        }
        byId.values()
                .forEach(member ->
                        creations.add(new Creation(member.id(), member.sent().over(MemberValues.EMPTY))));

        var missing = missing(absent.size(), knownActive, members.size(), nameless(setAside), scope, brake);
        var deactivations = missing.keepsAll ? List.<Player>of() : List.copyOf(absent);
        return new SyncPlan(
                List.copyOf(creations),
                List.copyOf(updates),
                deactivations,
                List.copyOf(seen),
                List.copyOf(unseen),
                List.copyOf(setAside),
                new SyncStats(
                        creations.size(), updated, seen.size() - updated, deactivations.size(), conflicts, conflicts),
                note(missing.note, twice),
                missing.asksAdmins);
    }

    /** A member whose record is malformed is there all the same. */
    private static Map<String, Member> malformedIds(List<Member> setAside) {
        var ids = new LinkedHashMap<String, Member>();
        setAside.forEach(member -> ids.put(member.id(), member));
        return ids;
    }

    /** Records that may be of anybody. */
    private static int nameless(List<Member> setAside) {
        return (int) setAside.stream().filter(member -> member.id().isBlank()).count();
    }

    private record Missing(
            boolean keepsAll, boolean asksAdmins, @Nullable String note) {}

    private static Missing missing(
            int absent, int knownActive, int listed, int nameless, Scope scope, AbsenceBrake brake) {
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

    private static @Nullable String note(@Nullable String missing, int twice) {
        if (twice == 0) {
            return missing;
        }
        var repeated = twice + " members were listed more than once; the last one of each counts.";
        return missing == null ? repeated : missing + " " + repeated;
    }
}
