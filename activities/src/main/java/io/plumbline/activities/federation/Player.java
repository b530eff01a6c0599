package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberValues;
import org.jspecify.annotations.Nullable;

/**
 * A player that a member may match.
 *
 * @param connected whether it is of the connector; otherwise it was only entered here, with the member's id
 * @param base the values of the last sync; null when there was none
 * @param modifiedBy the person who changed it last
 * @param row where the database has it (its {@code ctid}): for as long as the transaction that read it sees it so
 */
record Player(
        long id,
        String externalId,
        boolean connected,
        MemberValues local,
        @Nullable MemberValues base,
        boolean active,
        @Nullable String modifiedBy,
        String row) {}
