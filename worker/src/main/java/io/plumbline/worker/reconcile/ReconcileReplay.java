package io.plumbline.worker.reconcile;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.reconcile.WorkspaceRepository;
import io.plumbline.worker.failures.Replayable;
import io.plumbline.workflows.run.Rejected;
import org.springframework.stereotype.Component;

/** Replays the run of a workspace. */
@Component
class ReconcileReplay implements Replayable {

    private final ReconcileCommands commands;
    private final WorkspaceRepository workspaces;

    ReconcileReplay(ReconcileCommands commands, WorkspaceRepository workspaces) {
        this.commands = commands;
        this.workspaces = workspaces;
    }

    @Override
    public String source() {
        return "reconcile";
    }

    @Override
    public void startAgain(FailureRow failure) {
        if (!workspaces.active(String.valueOf(failure.workspaceId())).orElse(false)) {
            throw Rejected.because("The workspace is not active any more.");
        }
        commands.runWorkspace(String.valueOf(failure.workspaceId()), null, "a replay");
    }
}
