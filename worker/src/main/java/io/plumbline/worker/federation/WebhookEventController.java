package io.plumbline.worker.federation;

import io.plumbline.activities.database.Slice;
import io.plumbline.activities.federation.WebhookLog;
import io.plumbline.activities.federation.WebhookLogRow;
import io.plumbline.worker.http.Limit;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The webhooks that came (C20). */
@RestController
@OnRole(Role.api)
@TenantScope(Scope.own)
class WebhookEventController {

    private static final Set<String> STATUSES = Set.of("accepted", "processed", "refused");

    private final WebhookLog webhooks;

    WebhookEventController(WebhookLog webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * Webhooks, the newest first.
     *
     * @param events one page
     * @param nextCursor for the next page; null on the last one
     */
    record Page(List<WebhookLogRow> events, @Nullable String nextCursor) {}

    /**
     * The webhooks that came, accepted or refused.
     *
     * @param connectorId only those that name this connector
     * @param status only these: accepted, processed or refused
     * @param cursor the nextCursor of the page before
     * @param limit how many
     * @return one page
     */
    @GetMapping("/api/webhook-events")
    Page list(
            @RequestParam(required = false) @Nullable String connectorId,
            @RequestParam(required = false)
                    @Parameter(schema = @Schema(allowableValues = {"accepted", "processed", "refused"}))
                    @Nullable
                    String status,
            @RequestParam(required = false) @Nullable Long cursor,
            @RequestParam(defaultValue = "50")
                    @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "50"))
                    int limit,
            Caller caller) {
        Limit.within(1, limit);
        if (status != null && !STATUSES.contains(status)) {
            throw Problem.badInput("status", "It must be accepted, processed or refused.");
        }
        if (connectorId != null && connectorId.indexOf(0) >= 0) {
            throw Problem.badInput("connectorId", "It must be a connector's id.");
        }
        var found = webhooks.list(caller.organizations(), connectorId, status, cursor, limit + 1);
        var page = Slice.of(found, limit, row -> Long.toString(row.id()));
        return new Page(page.rows(), page.older());
    }
}
