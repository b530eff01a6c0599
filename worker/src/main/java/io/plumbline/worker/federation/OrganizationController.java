package io.plumbline.worker.federation;

import io.plumbline.activities.database.Slice;
import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.QueueStatus;
import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncHistoryRow;
import io.plumbline.activities.federation.SyncJobList;
import io.plumbline.worker.http.Limit;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The queue of an organisation (C15), and what its syncs have done (C22). */
@RestController
@OnRole(Role.api)
class OrganizationController {

    private final ConnectedOrganizations organizations;
    private final SyncJobList jobs;
    private final SyncHistoryReader history;

    OrganizationController(ConnectedOrganizations organizations, SyncJobList jobs, SyncHistoryReader history) {
        this.organizations = organizations;
        this.jobs = jobs;
        this.history = history;
    }

    /**
     * Syncs, the newest first.
     *
     * @param items one page
     * @param nextCursor for the next page; null on the last one
     */
    record Page(List<SyncHistoryRow> items, @Nullable String nextCursor) {}

    /**
     * The queue of an organisation.
     *
     * @param organizationId the organisation, by its id here
     * @param limit how many of the jobs that have ended; the open ones are all told
     * @return its jobs
     */
    @GetMapping("/api/organizations/{organizationId}/sync-queue")
    QueueStatus queue(
            @PathVariable String organizationId,
            @RequestParam(defaultValue = "20")
                    @Parameter(schema = @Schema(type = "integer", minimum = "0", maximum = "1000", defaultValue = "20"))
                    int limit) {
        requireKnown(organizationId);
        return jobs.queue(organizationId, null, Limit.within(0, limit));
    }

    /**
     * What the syncs of an organisation have done.
     *
     * @param organizationId the organisation, by its id here
     * @param cursor the nextCursor of the page before
     * @param limit how many
     * @return one page
     */
    @GetMapping("/api/organizations/{organizationId}/sync-history")
    Page history(
            @PathVariable String organizationId,
            @RequestParam(required = false) @Nullable Long cursor,
            @RequestParam(defaultValue = "50")
                    @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "50"))
                    int limit) {
        requireKnown(organizationId);
        var found = history.list(organizationId, null, cursor, Limit.within(1, limit) + 1);
        var page = Slice.of(found, limit, row -> Long.toString(row.id()));
        return new Page(page.rows(), page.older());
    }

    private void requireKnown(String organizationId) {
        if (organizationId.indexOf('\0') >= 0 || !organizations.exists(organizationId)) {
            throw Problem.notFound("There is no organisation '" + organizationId.replace("\0", "") + "'.");
        }
    }
}
