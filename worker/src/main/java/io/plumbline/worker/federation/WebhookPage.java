package io.plumbline.worker.federation;

import io.plumbline.activities.database.Slice;
import io.plumbline.activities.federation.WebhookLog;
import io.plumbline.activities.federation.WebhookLogRow;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The log of webhooks (C20). */
@DashboardPage
@OnRole(Role.api)
@TenantScope(Scope.own)
class WebhookPage {

    private static final int ROWS = 50;

    private final WebhookLog webhooks;

    WebhookPage(WebhookLog webhooks) {
        this.webhooks = webhooks;
    }

    /** Which of them are listed. */
    enum Show {
        all,
        accepted,
        processed,
        refused;

        @Nullable
        String status() {
            return this == all ? null : name();
        }
    }

    @GetMapping("/federation/webhooks")
    String webhooks(
            @RequestParam(defaultValue = "all") Show show,
            @RequestParam(required = false) @Nullable Long before,
            Caller caller,
            Model model) {
        model.addAttribute("show", show)
                .addAttribute("before", before)
                .addAttribute(
                        "listed",
                        Slice.of(
                                webhooks.list(caller.organizations(), show.status(), before, ROWS + 1),
                                ROWS,
                                WebhookLogRow::id));
        return "webhooks";
    }
}
