package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.failures.FailureSelection;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;

/** The failure inbox as a page (B13, E3). */
@Controller
@OnRole(Role.api)
class FailurePage {

    private static final int ROWS = 50;
    private static final int GROUPS = 50;

    private final SyncFailureRepository failures;
    private final FailureReplays replays;
    private final InstantSource clock;

    FailurePage(SyncFailureRepository failures, FailureReplays replays, InstantSource clock) {
        this.failures = failures;
        this.replays = replays;
        this.clock = clock;
    }

    /** Which of the failures are listed. */
    enum Show {
        open,
        resolved,
        all;

        @Nullable
        Boolean resolvedOnly() {
            return switch (this) {
                case open -> false;
                case resolved -> true;
                case all -> null;
            };
        }
    }

    /** @param older the cursor of the next page; null on the last one */
    record Listed(List<FailureRow> rows, @Nullable Long older) {

        static Listed of(List<FailureRow> rows) {
            return new Listed(rows, rows.size() == ROWS ? rows.get(ROWS - 1).id() : null);
        }
    }

    @GetMapping("/failures")
    String inbox(
            @RequestParam(defaultValue = "") String workspaceId,
            @RequestParam(defaultValue = "open") Show show,
            @RequestParam(required = false) @Nullable Long before,
            Caller caller,
            Model model) {
        var among = among(workspaceId, caller);
        model.addAttribute("workspaceId", workspaceId)
                .addAttribute("show", show)
                .addAttribute("before", before)
                .addAttribute("open", failures.countOpen(among))
                .addAttribute("groups", failures.groups(among, GROUPS))
                .addAttribute("listed", Listed.of(failures.list(null, among, show.resolvedOnly(), before, ROWS)));
        return "failures";
    }

    private static @Nullable Collection<String> among(String workspaceId, Caller caller) {
        if (workspaceId.isEmpty()) {
            return caller.workspaces();
        }
        caller.requireWorkspace(workspaceId);
        return Set.of(workspaceId.replace("\0", "")); // PostgreSQL knows no such character
    }

    @PostMapping("/failures/replay")
    RedirectView replay(
            @RequestParam(required = false) @Nullable Long id,
            @RequestParam(required = false) @Nullable String fingerprint,
            Caller caller) {
        return seeInbox("replayed", replays.replay(selection(id, fingerprint, caller), caller.name()));
    }

    @PostMapping("/failures/resolve")
    RedirectView resolve(
            @RequestParam(required = false) @Nullable Long id,
            @RequestParam(required = false) @Nullable String fingerprint,
            Caller caller) {
        return seeInbox(
                "resolved", failures.resolve(selection(id, fingerprint, caller), caller.name(), clock.instant()));
    }

    private static FailureSelection selection(@Nullable Long id, @Nullable String fingerprint, Caller caller) {
        return new FailureSelection(id == null ? List.of() : List.of(id), fingerprint, caller.workspaces());
    }

    /** The page reads what was done from its address, since there is no session to keep it in. */
    private static RedirectView seeInbox(String done, int count) {
        var redirect = new RedirectView("/failures?" + done + "=" + count, true);
        redirect.setStatusCode(HttpStatus.SEE_OTHER);
        redirect.setExposeModelAttributes(false);
        return redirect;
    }
}
