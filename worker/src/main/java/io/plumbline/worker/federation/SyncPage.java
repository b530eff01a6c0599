package io.plumbline.worker.federation;

import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** One sync, field by field, and all of it as a file (C22). */
@DashboardPage
@OnRole(Role.api)
@TenantScope(Scope.own)
class SyncPage {

    private static final int LISTED = 200;

    private final SyncHistoryReader history;
    private final SyncExport export;

    SyncPage(SyncHistoryReader history, SyncExport export) {
        this.history = history;
        this.export = export;
    }

    @GetMapping("/federation/history/{id:\\d+}")
    String sync(@PathVariable long id, Caller caller, Model model) {
        var sync = SyncHistoryController.find(history, id, caller);
        model.addAttribute("sync", sync).addAttribute("detail", history.detail(sync, LISTED));
        return "sync";
    }

    /** The cookie of the dashboard is no good for the API, so the links of the page lead here. */
    @GetMapping("/federation/history/{id:\\d+}/export")
    void export(
            @PathVariable long id,
            @RequestParam(defaultValue = "json") SyncExport.Format format,
            Caller caller,
            HttpServletResponse response)
            throws IOException {
        export.write(SyncHistoryController.find(history, id, caller), format, response);
    }
}
