package io.plumbline.worker.runs;

import io.plumbline.activities.database.Slice;
import io.plumbline.activities.runs.RunCursor;
import io.plumbline.activities.runs.RunKind;
import io.plumbline.activities.runs.RunList;
import io.plumbline.activities.runs.RunRow;
import io.plumbline.activities.runs.RunSelection;
import io.plumbline.activities.runs.RunStatus;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The runs of all syncs, the newest first, each with the way into the workflow engine (E1, E3). */
@DashboardPage
@OnRole(Role.api)
@TenantScope(Scope.own)
class RunsPage {

    private static final int ROWS = 50;

    private final RunList runs;

    RunsPage(RunList runs) {
        this.runs = runs;
    }

    @GetMapping("/runs")
    String runs(
            @RequestParam(required = false) @Nullable RunKind kind,
            @RequestParam(required = false) @Nullable RunStatus status,
            @RequestParam(defaultValue = "") String tenant,
            @RequestParam(defaultValue = "") String before,
            Caller caller,
            Model model) {
        var selection = new RunSelection(kind, status, named(tenant), caller.workspaces(), caller.organizations());
        model.addAttribute("kind", kind)
                .addAttribute("status", status)
                .addAttribute("tenant", tenant)
                .addAttribute("before", before)
                .addAttribute("filtered", kind != null || status != null || !tenant.isBlank())
                .addAttribute("kinds", RunKind.values())
                .addAttribute("statuses", RunStatus.values())
                .addAttribute("listed", Slice.of(runs.find(selection, cursor(before), ROWS + 1), ROWS, RunRow::cursor));
        return "runs";
    }

    private static @Nullable String named(String tenant) {
        var clean = tenant.replace("\0", "").strip(); // PostgreSQL has no such character
        return clean.isEmpty() ? null : clean;
    }

    private static @Nullable RunCursor cursor(String before) {
        return before.isEmpty()
                ? null
                : RunCursor.parse(before)
                        .orElseThrow(() -> Problem.badInput("before", "It is not a place in this list."));
    }
}
