package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.ORGANIZATION;
import static org.jooq.impl.DSL.noCondition;

import java.util.Collection;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Which connected organisations are meant.
 *
 * @param only of these organisations; null is all
 * @param connectorId of this connector; empty is all
 * @param search a part of the organisation's id or name; empty is all
 */
public record OrganizationSelection(@Nullable Collection<String> only, String connectorId, String search) {

    Condition condition() {
        return among(only).and(ofConnector()).and(matching());
    }

    static Condition among(@Nullable Collection<String> only) {
        return only == null ? noCondition() : CONNECTED_ORGANIZATION.ORGANIZATION_ID.in(only);
    }

    private Condition ofConnector() {
        return connectorId.isEmpty() ? noCondition() : CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(connectorId);
    }

    private Condition matching() {
        return search.isEmpty()
                ? noCondition()
                : ORGANIZATION.ID.containsIgnoreCase(search).or(ORGANIZATION.NAME.containsIgnoreCase(search));
    }
}
