package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.ConflictStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An organisation as one connector knows it (C2).
 *
 * @param federationOrgId its id at the federation
 * @param authToken as it is stored, perhaps sealed
 * @param strategy the connector's, for syncs that name none
 * @param region of phone numbers without a country code
 */
record Connection(
        String connectorId,
        String organizationId,
        String federationOrgId,
        String baseUrl,
        @Nullable String authToken,
        boolean enabled,
        ConflictStrategy strategy,
        @Nullable String region,
        List<String> adminEmails) {

    /** Never shows the token. */
    @Override
    public String toString() {
        return "Connection[" + connectorId + "/" + organizationId + "]";
    }
}
