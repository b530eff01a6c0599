package io.plumbline.worker.health;

import io.plumbline.activities.incidents.OpenIncidents;
import io.plumbline.activities.reconcile.Freshness;
import io.plumbline.activities.reconcile.FreshnessSummary;
import io.plumbline.activities.reconcile.ReconcileSettings;
import io.plumbline.activities.reconcile.SyncHealthRepository;
import io.plumbline.activities.reconcile.SyncHealthRepository.Hour;
import io.plumbline.activities.runs.RunList;
import io.plumbline.activities.runs.RunRow;
import io.plumbline.activities.runs.RunSelection;
import io.plumbline.activities.runs.RunStatus;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** The first page: is all well, and where not (E3, A16). */
@DashboardPage
@OnRole(Role.api)
@TenantScope(Scope.own)
class DashboardController {

    private static final int RUNS = 20;
    private static final int CHARTED_HOURS = 48;
    private static final int INCIDENTS = 5;
    private static final int RUNNING = 5;

    private final MissedRuns missedRuns;
    private final SyncHealthRepository health;
    private final RunList runs;
    private final OpenIncidents incidents;
    private final ReconcileSettings reconcile;
    private final HealthSettings settings;
    private final InstantSource clock;

    DashboardController(
            MissedRuns missedRuns,
            SyncHealthRepository health,
            RunList runs,
            OpenIncidents incidents,
            ReconcileSettings reconcile,
            HealthSettings settings,
            InstantSource clock) {
        this.missedRuns = missedRuns;
        this.health = health;
        this.runs = runs;
        this.incidents = incidents;
        this.reconcile = reconcile;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param flagged contacts, in the last 24 hours
     * @param overdue the workspaces that have missed runs, the worst ones
     * @param incidents that are open; they are of the whole company
     */
    record Overview(FreshnessSummary summary, long flagged, List<Freshness> overdue, Instant nextRun, int incidents) {

        /** How many more are overdue than are named. */
        public int unnamed() {
            return summary.overdue() - overdue.size();
        }
    }

    @GetMapping("/")
    String dashboard(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Caller caller,
            Model model) {
        model.addAttribute("overview", overview(caller))
                .addAttribute("incidents", caller.wholeCompany() ? incidents.newest(INCIDENTS) : List.of())
                .addAttribute("running", running(caller))
                .addAttribute("staleAfter", reconcile.staleAfter())
                .addAttribute("table", WorkspaceTable.find(missedRuns, caller, q, page))
                .addAttribute("runs", health.newest(caller.workspaces(), RUNS))
                .addAttribute("hours", hours(caller));
        return "dashboard";
    }

    private Overview overview(Caller caller) {
        var now = clock.instant();
        var summary = missedRuns.summary(caller.workspaces(), "");
        var flagged = health.flagged(caller.workspaces(), now.minus(Duration.ofDays(1)));
        var overdue = summary.overdue() == 0
                ? List.<Freshness>of()
                : missedRuns.worst(caller.workspaces(), "", 0, settings.namedWorkspaces()).stream()
                        .filter(Freshness::overdue)
                        .toList();
        return new Overview(
                summary,
                flagged,
                overdue,
                reconcile.schedule().nextAfter(now),
                caller.wholeCompany() ? incidents.count() : 0);
    }

    private List<RunRow> running(Caller caller) {
        var selection = new RunSelection(null, RunStatus.running, null, caller.workspaces(), caller.organizations());
        return runs.find(selection, null, RUNNING);
    }

    /** The last 48 hours, the oldest first; an hour without runs has zeros. */
    @GetMapping("/dashboard/reconcile/hours")
    @ResponseBody
    List<Hour> hours(Caller caller) {
        var first = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(CHARTED_HOURS - 1, ChronoUnit.HOURS);
        var found = health.hours(caller.workspaces(), first).stream()
                .collect(Collectors.toMap(Hour::hour, Function.identity()));
        return IntStream.range(0, CHARTED_HOURS)
                .mapToObj(n -> first.plus(n, ChronoUnit.HOURS))
                .map(hour -> found.getOrDefault(hour, new Hour(hour, 0, 0)))
                .toList();
    }
}
