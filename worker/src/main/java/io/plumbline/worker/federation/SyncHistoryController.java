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
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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

    /**
     * The sync, and the first thousand of what it did. The export has all.
     *
     * @param sync the sync itself
     * @param setAsideMembers members whose record was malformed
     * @param changes fields that were changed
     * @param conflicts fields that both sides had changed
     */
    record Detail(
            @JsonUnwrapped SyncHistoryRow sync,
            Listed<SetAside> setAsideMembers,
            Listed<SyncEntry.Change> changes,
            Listed<SyncEntry.Conflict> conflicts) {}

    /**
     * One sync.
     *
     * @param id of the sync
     * @return what it did, field by field
     */
    @GetMapping("/api/sync-history/{id}")
    Detail detail(@PathVariable long id, Caller caller) {
        var detail = history.detail(find(history, id, caller), LISTED);
        return new Detail(detail.sync(), detail.setAside(), detail.changes(), detail.conflicts());
    }

    /**
     * One sync with all that it did, as a file.
     *
     * @param id of the sync
     * @param format of the file
     */
    @GetMapping("/api/sync-history/{id}/export")
    @ApiResponse(
            responseCode = "200",
            description = "The file. One that does not end well was broken off",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = SyncExport.Complete.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
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
