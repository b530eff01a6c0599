package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberValues;
import org.jspecify.annotations.Nullable;

/**
 * A player that a member may match.
 *
 * @param base the values of the last sync; null when there was none
 * @param modifiedBy the person who changed it last
 */
record Player(
        long id,
        String externalId,
        MemberValues local,
        @Nullable MemberValues base,
        boolean active,
        @Nullable String modifiedBy) {}
