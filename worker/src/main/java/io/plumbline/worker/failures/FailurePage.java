package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureSelection;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.Text;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

/** The failure inbox as a page (B13, E3). */
@DashboardPage
@OnRole(Role.api)
@TenantScope(Scope.own)
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

    @GetMapping("/failures")
    String inbox(
            @RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "") String workspaceId,
            @RequestParam(defaultValue = "open") Show show,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(required = false) @Nullable Integer replayed,
            @RequestParam(required = false) @Nullable Integer resolved,
            Caller caller,
            Model model) {
        var filter = FailureFilter.of(source, workspaceId, caller);
        model.addAttribute("source", source)
                .addAttribute("sources", sources(source))
                .addAttribute("workspaceId", workspaceId)
                .addAttribute("show", show)
                .addAttribute("before", before)
                .addAttribute("replayed", count("replayed", replayed))
                .addAttribute("resolved", count("resolved", resolved))
                .addAttribute("groups", failures.groups(filter.source(), filter.scope(), GROUPS))
                .addAttribute(
                        "listed", failures.list(filter.source(), filter.scope(), show.resolvedOnly(), before, ROWS));
        return "failures";
    }

    /** The one that is shown among them, whatever it is. */
    private SortedSet<String> sources(String shown) {
        var sources = replays.sources();
        if (!shown.isBlank()) {
            sources.add(shown);
        }
        return sources;
    }

    private static @Nullable Integer count(String field, @Nullable Integer count) {
        if (count != null && count < 0) {
            throw Problem.badInput(field, "It must be 0 or more.");
        }
        return count;
    }

    @PostMapping("/failures/replay")
    RedirectView replay(
            @RequestParam(required = false) @Nullable Long id,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "") String workspaceId,
            @RequestParam(defaultValue = "open") Show show,
            Caller caller,
            RedirectAttributes address) {
        var selection = selection(id, fingerprint, FailureFilter.of(source, workspaceId, caller));
        var replayed = replays.replay(selection, caller.name());
        return seeInbox(address, source, workspaceId, show, "replayed", replayed);
    }

    @PostMapping("/failures/resolve")
    RedirectView resolve(
            @RequestParam(required = false) @Nullable Long id,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "") String workspaceId,
            @RequestParam(defaultValue = "open") Show show,
            Caller caller,
            RedirectAttributes address) {
        var selection = selection(id, fingerprint, FailureFilter.of(source, workspaceId, caller));
        var resolved = failures.resolve(selection, caller.name(), clock.instant());
        return seeInbox(address, source, workspaceId, show, "resolved", resolved);
    }

    /** A group is what the page shows of it: where it shows one workspace, that of this workspace. */
    private static FailureSelection selection(@Nullable Long id, @Nullable String fingerprint, FailureFilter filter) {
        var cause = Text.given("fingerprint", fingerprint);
        if ((id == null) == (cause == null)) {
            throw Problem.badInput("id", "Name either an id or a fingerprint.");
        }
        return new FailureSelection(id == null ? List.of() : List.of(id), cause, filter.scope());
    }

    /** Back to what was shown. The page reads what was done from its address, as there is no session to keep it in. */
    private static RedirectView seeInbox(
            RedirectAttributes address, String source, String workspaceId, Show show, String done, int count) {
        if (!source.isBlank()) {
            address.addAttribute("source", source);
        }
        if (!workspaceId.isBlank()) {
            address.addAttribute("workspaceId", workspaceId);
        }
        if (show != Show.open) {
            address.addAttribute("show", show);
        }
        address.addAttribute(done, count);
        var redirect = new RedirectView("/failures", true);
        redirect.setStatusCode(HttpStatus.SEE_OTHER);
        return redirect;
    }
}
