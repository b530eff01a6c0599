package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/**
 * Names the organisation. The connector and the organisation are required.
 *
 * @param strategy null is the connector's
 * @param onlyQueued works on what is in the queue, and asks for no sync of the whole organisation
 */
public record OrganizationRequest(
        @Nullable String connectorId,
        @Nullable String organizationId,
        @Nullable ConflictStrategy strategy,
        boolean onlyQueued) {}
