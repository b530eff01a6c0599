package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberDiff;
import io.plumbline.workflows.federation.MemberValues;
import io.plumbline.workflows.federation.SyncStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sync would do, but for those that are as the registry has them. Preview and apply go by the same plan (C23).
 *
 * @param adopted players that were only entered here, and are as the registry has them: from now on they are the connector's
 * @param setAside members whose record is malformed (C9)
 * @param note why nobody became inactive, and the like; null when there is nothing to say
 * @param asksAdmins whether so many members are missing that people must look (C10)
 */
record SyncPlan(
        List<Creation> creations,
        List<Update> updates,
        List<Player> deactivations,
        List<Player> adopted,
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
}
