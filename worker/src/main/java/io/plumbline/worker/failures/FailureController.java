package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureGroup;
import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.failures.FailureSelection;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.worker.http.Limit;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.Text;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The failure inbox (B13). */
@RestController
@RequestMapping("/api/sync-failures")
@OnRole(Role.api)
@TenantScope(Scope.own)
class FailureController {

    private static final int MOST = 1_000;
    private static final int MOST_GROUPS = 200;

    private final SyncFailureRepository failures;
    private final FailureReplays replays;
    private final InstantSource clock;

    FailureController(SyncFailureRepository failures, FailureReplays replays, InstantSource clock) {
        this.failures = failures;
        this.replays = replays;
        this.clock = clock;
    }

    /**
     * Failures, the newest first.
     *
     * @param failures one page
     * @param nextCursor for the next page; null on the last one
     */
    record Page(List<FailureRow> failures, @Nullable String nextCursor) {}

    /**
     * Open failures by cause, the largest groups first, at most 200.
     *
     * @param groups one for each cause
     */
    record Groups(List<FailureGroup> groups) {}

    /**
     * Either ids or a fingerprint.
     *
     * @param ids of failures
     * @param fingerprint of a group: all its open failures
     */
    record Selection(
            @ArraySchema(maxItems = MOST) @Nullable List<Long> ids,
            @Nullable String fingerprint) {}

    /**
     * What a resolve came to.
     *
     * @param resolved how many; those that were resolved before do not count
     */
    record Resolved(int resolved) {}

    /**
     * What a replay came to.
     *
     * @param replayed how many are being replayed now; those that were already do not count
     */
    record Replayed(int replayed) {}

    /**
     * The inbox.
     *
     * @param source only failures of this sync
     * @param workspaceId only those of this workspace; without it all that the token may see
     * @param resolved only those that are, or are not
     * @param cursor the nextCursor of the page before
     * @param limit how many
     * @return one page
     */
    @GetMapping
    Page list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String workspaceId,
            @RequestParam(required = false) @Nullable Boolean resolved,
            @RequestParam(required = false) @Nullable Long cursor,
            @RequestParam(defaultValue = "50")
                    @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "50"))
                    int limit,
            Caller caller) {
        Limit.within(1, limit);
        var filter = FailureFilter.of(source, workspaceId, caller);
        var listed = failures.list(filter.source(), filter.scope(), resolved, cursor, limit);
        return new Page(listed.rows(), listed.older() == null ? null : Long.toString(listed.older()));
    }

    /**
     * The open failures by cause.
     *
     * @return the groups
     */
    @GetMapping("/groups")
    Groups groups(Caller caller) {
        return new Groups(failures.groups(null, FailureFilter.scope(caller), MOST_GROUPS));
    }

    /**
     * Resolves failures by hand.
     *
     * @return how many
     */
    @PostMapping("/resolve")
    Resolved resolve(@RequestBody Selection selection, Caller caller) {
        return new Resolved(failures.resolve(selected(selection, caller), caller.name(), clock.instant()));
    }

    /**
     * Runs failed syncs again. Success resolves the failure.
     *
     * @return how many
     */
    @PostMapping("/replay")
    Replayed replay(@RequestBody Selection selection, Caller caller) {
        return new Replayed(replays.replay(selected(selection, caller), caller.name()));
    }

    private static FailureSelection selected(Selection selection, Caller caller) {
        var fingerprint = Text.given("fingerprint", selection.fingerprint());
        if ((selection.ids() == null) == (fingerprint == null)) {
            throw Problem.badInput("ids", "Name either ids or a fingerprint.");
        }
        if (selection.ids() != null
                && (selection.ids().size() > MOST || selection.ids().contains(null))) {
            throw Problem.badInput("ids", "They must be at most " + MOST + " numbers.");
        }
        return new FailureSelection(
                selection.ids() == null ? List.of() : selection.ids(), fingerprint, FailureFilter.scope(caller));
    }
}
