package io.plumbline.worker.health;

import io.plumbline.activities.incidents.Incidents;
import io.plumbline.activities.incidents.Incidents.Incident;
import io.plumbline.activities.reconcile.Freshness;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells people that runs are missed (A16): one incident for the whole installation, that names the worst workspaces, since
 * what stops the runs of one mostly stops those of all. A worker that has just come up has some minutes to catch up first.
 */
@Component
class MissedRunsIncident {

    static final String CAUSE = "reconcile";

    private static final Logger log = LoggerFactory.getLogger(MissedRunsIncident.class);
    private static final int NAMED = 5;

    private final MissedRuns missedRuns;
    private final DSLContext db;
    private final InstantSource clock;

    MissedRunsIncident(MissedRuns missedRuns, DSLContext db, InstantSource clock) {
        this.missedRuns = missedRuns;
        this.db = db;
        this.clock = clock;
    }

    @Scheduled(
            initialDelayString = "${plumbline.incidents.missed-runs-after:5m}",
            fixedDelayString = "${plumbline.incidents.look-every:1m}")
    void look() {
        try {
            var overdue = missedRuns.summary(null, "").overdue();
            if (overdue == 0) {
                Incidents.over(db, CAUSE, clock.instant());
            } else {
                Incidents.open(db, incident(overdue), clock.instant());
            }
        } catch (RuntimeException e) {
            log.warn("Missed runs are looked for later: {}", e.getMessage());
        }
    }

    private Incident incident(int overdue) {
        var worst = missedRuns.worst(null, "", 0, NAMED).stream()
                .filter(Freshness::overdue)
                .toList();
        var more = overdue - worst.size();
        return new Incident(
                CAUSE,
                List.of(),
                overdue == 1 ? "A workspace has missed its runs" : overdue + " workspaces have missed their runs",
                "The last good run is older than two intervals:\n\n"
                        + worst.stream().map(MissedRunsIncident::line).collect(Collectors.joining("\n"))
                        + (more > 0 ? "\nand " + more + " more" : "")
                        + "\n\nIs the scheduler alive, and are workers on the queue reconcile?");
    }

    private static String line(Freshness workspace) {
        var since = workspace.lastCompletedAt();
        return "- " + workspace.workspaceId() + (since == null ? ": no run yet" : ": " + since);
    }
}
