package io.plumbline.worker.health;

import io.plumbline.activities.reconcile.HealthRun;
import io.plumbline.activities.reconcile.SyncHealthRepository;
import io.plumbline.worker.http.Limit;
import io.plumbline.worker.http.Text;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The newest runs, with what they come to (A12). */
@RestController
@OnRole(Role.api)
@TenantScope(Scope.own)
class SyncHealthController {

    private final SyncHealthRepository health;

    SyncHealthController(SyncHealthRepository health) {
        this.health = health;
    }

    /**
     * Runs, the newest first.
     *
     * @param runs the newest first
     * @param summary null when there is no run
     */
    record Answer(List<HealthRun> runs, @Nullable Summary summary) {}

    /**
     * What the runs come to.
     *
     * @param lastRun when the newest of them was
     * @param avgStale the rounded mean of the runs shown
     * @param totalFlagged in all the runs shown
     */
    record Summary(Instant lastRun, long avgStale, long totalFlagged) {

        static @Nullable Summary of(List<HealthRun> newestFirst) {
            return newestFirst.isEmpty()
                    ? null
                    : new Summary(
                            newestFirst.get(0).runAt(),
                            Math.round(newestFirst.stream()
                                    .mapToInt(HealthRun::staleFound)
                                    .average()
                                    .orElseThrow()),
                            newestFirst.stream().mapToLong(HealthRun::flagged).sum());
        }
    }

    /**
     * The newest runs of reconcile.
     *
     * @param workspaceId only the runs of this one; without it, or with an empty one, all that the token may see
     * @param limit how many
     * @return the runs, and what they come to
     */
    @GetMapping("/api/sync-health")
    Answer newest(
            @RequestParam(required = false) @Nullable String workspaceId,
            @RequestParam(defaultValue = "10")
                    @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "10"))
                    int limit,
            Caller caller) {
        Limit.within(1, limit);
        var only = Text.given("workspaceId", workspaceId);
        var runs = health.newest(only == null ? caller.workspaces() : Set.of(only), limit);
        return new Answer(runs, Summary.of(runs));
    }
}
