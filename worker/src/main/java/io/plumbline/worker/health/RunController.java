package io.plumbline.worker.health;

import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.reconcile.ReconcileCommands;
import io.plumbline.worker.reconcile.ReconcileCommands.Asked;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.util.UriComponentsBuilder;

/** The buttons that start runs (A13). Answers a script with a message, and a plain form with the page that shows the run. */
@DashboardPage
@OnRole(Role.api)
class RunController {

    private final ReconcileCommands commands;

    RunController(ReconcileCommands commands) {
        this.commands = commands;
    }

    @PostMapping("/dashboard/reconcile")
    @TenantScope(Scope.own)
    Object runOne(
            @RequestParam String workspaceId,
            @RequestParam(required = false) @Nullable Long amount,
            @RequestParam(defaultValue = "hours") Threshold.Unit unit,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean script,
            Caller caller,
            Model model) {
        var asked = commands.runWorkspace(workspaceId, Threshold.of(amount, unit), caller.name());
        return script
                ? message(asked, outcome(asked), "workspace " + workspaceId, model)
                : seeOther(
                        outcome(asked),
                        UriComponentsBuilder.fromPath("/workspaces/{id}")
                                .encode()
                                .buildAndExpand(workspaceId)
                                .toUriString());
    }

    @PostMapping("/dashboard/reconcile/all")
    @TenantScope(Scope.allWorkspaces)
    Object runAll(
            @RequestParam(required = false) @Nullable Long amount,
            @RequestParam(defaultValue = "hours") Threshold.Unit unit,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean script,
            Caller caller,
            Model model) {
        var asked = commands.sweepAll(Threshold.of(amount, unit), dryRun, caller.name());
        var outcome = dryRun && !asked.alreadyRunning() ? "dry" : outcome(asked);
        return script ? message(asked, outcome, "all workspaces", model) : seeOther(outcome, "/");
    }

    private static String message(Asked asked, String outcome, String what, Model model) {
        model.addAttribute("asked", outcome)
                .addAttribute("what", what)
                .addAttribute("workflowId", asked.execution().getWorkflowId())
                .addAttribute("runId", asked.execution().getRunId());
        return "parts :: asked";
    }

    /** The page reads it from its address, since there is no session to keep it in. */
    private static RedirectView seeOther(String outcome, String path) {
        var redirect = new RedirectView(path + "?asked=" + outcome, true);
        redirect.setStatusCode(HttpStatus.SEE_OTHER);
        redirect.setExposeModelAttributes(false);
        return redirect;
    }

    private static String outcome(Asked asked) {
        return asked.alreadyRunning() ? "running" : "started";
    }
}
