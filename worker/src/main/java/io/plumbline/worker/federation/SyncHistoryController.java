package io.plumbline.worker.federation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.activities.federation.SyncDetail.Listed;
import io.plumbline.activities.federation.SyncDetail.SetAside;
import io.plumbline.activities.federation.SyncEntry;
import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncHistoryRow;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One sync: what it did field by field, and all of it as a file (C22). */
@RestController
@OnRole(Role.api)
@TenantScope(Scope.own)
class SyncHistoryController {

    private static final int LISTED = 1_000;

    private final SyncHistoryReader history;
    private final SyncExport export;

    SyncHistoryController(SyncHistoryReader history, SyncExport export) {
        this.history = history;
        this.export = export;
    }

    /** The sync, and the first thousand of what it did. The export has all. */
    record Detail(
            @JsonUnwrapped SyncHistoryRow sync,
            Listed<SetAside> setAsideMembers,
            Listed<SyncEntry.Change> changes,
            Listed<SyncEntry.Conflict> conflicts) {}

    @GetMapping("/api/sync-history/{id}")
    Detail detail(@PathVariable long id, Caller caller) {
        var detail = history.detail(find(history, id, caller), LISTED);
        return new Detail(detail.sync(), detail.setAside(), detail.changes(), detail.conflicts());
    }

    @GetMapping("/api/sync-history/{id}/export")
    void export(
            @PathVariable long id,
            @RequestParam(defaultValue = "json") SyncExport.Format format,
            Caller caller,
            HttpServletResponse response)
            throws IOException {
        export.write(find(history, id, caller), format, response);
    }

    static SyncHistoryRow find(SyncHistoryReader history, long id, Caller caller) {
        var sync = history.find(id).orElseThrow(() -> Problem.notFound("There is no sync " + id + "."));
        caller.requireOrganization(sync.organizationId());
        return sync;
    }
}
