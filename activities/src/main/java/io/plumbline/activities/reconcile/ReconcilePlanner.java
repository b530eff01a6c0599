package io.plumbline.activities.reconcile;

import io.plumbline.workflows.reconcile.StaleContact;
import io.plumbline.workflows.reconcile.Staleness;
import io.plumbline.workflows.reconcile.WorkspaceOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what a run would flag, and writes nothing (A13). A run flags what this lists, when nothing changed in between. */
@Component
public final class ReconcilePlanner {

    private final DSLContext db;
    private final ReconcileSettings settings;

    ReconcilePlanner(DSLContext db, ReconcileSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    StaleContacts contacts(Instant asOf, @Nullable Duration staleAfter) {
        return new StaleContacts(
                asOf, new Staleness(staleAfter == null ? settings.staleAfter() : staleAfter), settings.cooldown());
    }

    Map<String, StaleContacts.Plan> plan(DSLContext tx, Collection<String> workspaceIds, StaleContacts contacts) {
        return contacts.plan(tx, workspaceIds, settings.flagsPerRun());
    }

    /**
     * @param staleAfter the threshold; null is the setting's
     * @throws io.temporal.failure.ApplicationFailure a rejection, when the workspace is unknown or not active
     */
    public WorkspaceOutcome dryRun(String workspaceId, @Nullable Duration staleAfter, Instant asOf) {
        WorkspaceRepository.requireActive(workspaceId, WorkspaceRepository.active(db, workspaceId));
        var plan = plan(db, List.of(workspaceId), contacts(asOf, staleAfter))
                .values()
                .iterator()
                .next();
        return outcome(workspaceId, asOf, plan.counts(), plan.due().size(), plan.due());
    }

    static WorkspaceOutcome outcome(
            String workspaceId, Instant asOf, StaleContacts.Counts counts, int flagged, List<StaleContact> wouldFlag) {
        return new WorkspaceOutcome(
                workspaceId,
                asOf,
                counts.checked(),
                counts.stale(),
                counts.inCooldown(),
                flagged,
                counts.due() - flagged,
                wouldFlag);
    }
}
