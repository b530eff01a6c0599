package io.plumbline.worker.health;

import io.plumbline.activities.reconcile.Freshness;
import io.plumbline.activities.reconcile.FreshnessSummary;
import io.plumbline.activities.reconcile.ReconcileSettings;
import io.plumbline.activities.reconcile.WorkspaceRepository;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Notices workspaces whose last completed run is older than two intervals (A16). Asks our own tables, not the scheduler,
 * and so also sees a scheduler that died silently.
 */
@Component
class MissedRuns {

    private static final int INTERVALS = 2;

    private final WorkspaceRepository workspaces;
    private final ReconcileSettings settings;
    private final InstantSource clock;

    MissedRuns(WorkspaceRepository workspaces, ReconcileSettings settings, InstantSource clock) {
        this.workspaces = workspaces;
        this.settings = settings;
        this.clock = clock;
    }

    FreshnessSummary summary(@Nullable Collection<String> only, String search) {
        return workspaces.summary(only, search, completedBefore());
    }

    int count(@Nullable Collection<String> only, String search) {
        return workspaces.countActive(only, search);
    }

    /** The worst first. */
    List<Freshness> worst(@Nullable Collection<String> only, String search, int offset, int limit) {
        return workspaces.freshness(only, search, completedBefore(), offset, limit);
    }

    private Instant completedBefore() {
        return settings.schedule().missedBefore(clock.instant(), INTERVALS);
    }
}
