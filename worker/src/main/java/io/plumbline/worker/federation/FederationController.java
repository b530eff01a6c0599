package io.plumbline.worker.federation;

import io.plumbline.activities.federation.FederationPreview.Preview;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.SyncOrganization;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Syncs by hand, and what one would do (C23). */
@RestController
@OnRole(Role.api)
class FederationController {

    private final FederationCommands commands;

    FederationController(FederationCommands commands) {
        this.commands = commands;
    }

    /**
     * How a sync is to be done.
     *
     * @param strategy whose value stands where both sides changed a field; null is the connector's
     */
    record Command(@Nullable ConflictStrategy strategy) {}

    /**
     * A sync in the queue.
     *
     * @param jobId its place in the queue
     * @param alreadyThere whether one was pending or running before, which this is then (C12)
     * @param workflowId the name in Temporal of what works on it
     */
    record Queued(long jobId, boolean alreadyThere, String workflowId) {}

    /**
     * Queues a sync of an organisation.
     *
     * @param connectorId the federation
     * @param organizationId the organisation, by its id here
     * @return the sync, or the one that was there
     */
    @PostMapping("/api/connectors/{connectorId}/organizations/{organizationId}/sync")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Queued sync(
            @PathVariable String connectorId,
            @PathVariable String organizationId,
            @RequestBody(required = false) @Nullable Command command,
            Caller caller) {
        var asked = commands.sync(connectorId, organizationId, strategy(command), caller.name());
        return new Queued(asked.jobId(), asked.alreadyThere(), SyncOrganization.id(connectorId, organizationId));
    }

    /**
     * What a sync of an organisation would do now. Writes nothing.
     *
     * @param connectorId the federation
     * @param organizationId the organisation, by its id here
     * @return field by field
     */
    @PostMapping("/api/connectors/{connectorId}/organizations/{organizationId}/preview")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "The federation refuses: its address or token is wrong.")
    @ApiResponse(responseCode = "502", description = "The federation does not answer as it should.")
    Preview preview(
            @PathVariable String connectorId,
            @PathVariable String organizationId,
            @RequestBody(required = false) @Nullable Command command) {
        return commands.preview(connectorId, organizationId, strategy(command));
    }

    private static @Nullable ConflictStrategy strategy(@Nullable Command command) {
        return command == null ? null : command.strategy();
    }
}
