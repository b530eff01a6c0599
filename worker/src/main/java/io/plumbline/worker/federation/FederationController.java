package io.plumbline.worker.federation;

import io.plumbline.activities.federation.FederationPreview.Preview;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.SyncOrganization;
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

    /** @param strategy null is the connector's */
    record Command(@Nullable ConflictStrategy strategy) {}

    /** @param alreadyThere whether one was pending or running before, which this is then (C12) */
    record Queued(long jobId, boolean alreadyThere, String workflowId) {}

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

    @PostMapping("/api/connectors/{connectorId}/organizations/{organizationId}/preview")
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
