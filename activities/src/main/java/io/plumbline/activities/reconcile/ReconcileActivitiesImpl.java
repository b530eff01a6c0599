package io.plumbline.activities.reconcile;

import io.plumbline.activities.database.AtOnce;
import io.plumbline.activities.database.Together;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.activities.reconcile.QuietWorkspaces.Part;
import io.plumbline.infra.db.tables.records.SyncHealthRecord;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileRun;
import io.plumbline.workflows.reconcile.SweepPage;
import io.plumbline.workflows.reconcile.SweepTotals;
import io.plumbline.workflows.reconcile.WorkspaceOutcome;
import io.plumbline.workflows.run.Rejected;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

@Component
final class ReconcileActivitiesImpl implements ReconcileActivities {

    private static final Logger log = LoggerFactory.getLogger(ReconcileActivitiesImpl.class);
    static final String SOURCE = "reconcile";
    private static final Set<String> ABOUT_DATA = Set.of("22", "23", "44", "54", "P0"); // classes of SQLSTATE
    private static final Set<String> CANCELED_OR_CORRUPT = Set.of("57014", "XX001", "XX002");

    private final DSLContext db;
    private final ReconcilePlanner planner;
    private final SyncHealthRepository health;
    private final ReconcileSettings settings;
    private final ReconcileMetrics metrics;
    private final InstantSource clock;
    private final AtOnce settling;
    private final Together<Asked, WorkspaceOutcome> flagging;

    ReconcileActivitiesImpl(
            DSLContext db,
            ReconcilePlanner planner,
            SyncHealthRepository health,
            ReconcileSettings settings,
            ReconcileMetrics metrics,
            InstantSource clock) {
        this.db = db;
        this.planner = planner;
        this.health = health;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.settling = new AtOnce(db, "settling", settings.pageParts());
        this.flagging = new Together<>(settings.together(), settings.gatherFor(), this::flagTogether, this::flagAlone);
    }

    @Override
    public SweepPage settleQuietWorkspaces(String after, ReconcileRun sweep) {
        var begun = System.nanoTime();
        var workspaces = new QuietWorkspaces(db);
        var contacts = planner.contacts(sweep.asOf(), sweep.staleAfter());
        var now = clock.instant();
        try {
            var parts = workspaces.parts(after, settings.pageSize(), settings.pageParts());
            var counted =
                    settling
                            .all(parts, (own, part) -> new QuietWorkspaces(own).settle(part, contacts, sweep, now))
                            .stream()
                            .flatMap(List::stream)
                            .toList();
            metrics.completed(sweep.trigger(), totals(counted, QuietWorkspaces.Counted::settled), since(begun));
            return page(
                    totals(counted, QuietWorkspaces.Counted::quiet),
                    counted.stream()
                            .filter(one -> !one.quiet())
                            .map(QuietWorkspaces.Counted::workspaceId)
                            .toList(),
                    parts.isEmpty() ? after : parts.get(parts.size() - 1).upTo(),
                    parts.stream().mapToInt(Part::workspaces).sum());
        } catch (RuntimeException e) {
            if (!isAboutTheData(e)) {
                throw e;
            }
            // something about one of them: each in a workflow of its own, so that only that one fails (A2)
            log.warn("The page of workspaces after '{}' cannot be settled as one", after, e);
            var all = workspaces.list(after, settings.pageSize());
            return page(SweepTotals.NONE, all, all.isEmpty() ? after : all.get(all.size() - 1), all.size());
        }
    }

    private SweepPage page(SweepTotals quiet, List<String> due, String last, int workspaces) {
        return new SweepPage(quiet, due, settings.inFlight(), last, workspaces == settings.pageSize());
    }

    @PreDestroy
    void stop() {
        settling.close();
    }

    private static SweepTotals totals(List<QuietWorkspaces.Counted> counted, Predicate<QuietWorkspaces.Counted> these) {
        return counted.stream()
                .filter(these)
                .map(one ->
                        SweepTotals.ofQuiet(one.counts().checked(), one.counts().stale()))
                .reduce(SweepTotals.NONE, SweepTotals::plus);
    }

    /** Whether some row was the matter (or the sheer number of them), rather than the database as a whole. */
    private static boolean isAboutTheData(Throwable e) {
        if (e instanceof SQLException sql && sql.getSQLState() != null) {
            return ABOUT_DATA.contains(sql.getSQLState().substring(0, 2))
                    || CANCELED_OR_CORRUPT.contains(sql.getSQLState());
        }
        return e.getCause() != null && isAboutTheData(e.getCause());
    }

    @Override
    public WorkspaceOutcome flagStaleContacts(String workspaceId, ReconcileRun run) {
        if (run.dryRun()) {
            return planner.dryRun(workspaceId, run.staleAfter(), run.asOf());
        }
        var asked = new Asked(workspaceId, run, System.nanoTime());
        try {
            var outcome = flagging.call(asked);
            metrics.completed(run.trigger(), SweepTotals.of(outcome), since(asked.begun()));
            return outcome;
        } catch (DoneBefore e) {
            return outcome(SyncHealthRepository.find(db, workspaceId, run.key()).orElseThrow());
        }
    }

    /** Somebody waits for the run of this workspace. */
    private record Asked(String workspaceId, ReconcileRun run, long begun) {}

    /** An earlier attempt has recorded this run. Rolls back what this one has written. */
    private static final class DoneBefore extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    private WorkspaceOutcome flagAlone(Asked asked) {
        var workspaceId = asked.workspaceId();
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var active = WorkspaceRepository.lock(tx, workspaceId);
            if (!active.orElse(false)) {
                if (SyncHealthRepository.find(tx, workspaceId, asked.run().key())
                        .isPresent()) {
                    throw new DoneBefore();
                }
                WorkspaceRepository.requireActive(workspaceId, active);
            }
            return Objects.requireNonNull(flag(tx, asked.run(), List.of(asked)).get(asked));
        });
    }

    /** Those of one sweep that nobody else is at. */
    private Map<Asked, WorkspaceOutcome> flagTogether(List<Asked> all) {
        var run = all.get(0).run();
        var ofOneSweep =
                all.stream().filter(asked -> asked.run().isOfTheSweepOf(run)).toList();
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var free = Set.copyOf(WorkspaceRepository.lockFree(
                    tx, ofOneSweep.stream().map(Asked::workspaceId).toList()));
            var these = ofOneSweep.stream()
                    .filter(asked -> free.contains(asked.workspaceId()))
                    .toList();
            return these.isEmpty() ? Map.of() : flag(tx, run, these);
        });
    }

    /** Flags, and writes the health rows; these workspaces are held. */
    private Map<Asked, WorkspaceOutcome> flag(DSLContext tx, ReconcileRun run, List<Asked> these) {
        var contacts = planner.contacts(run.asOf(), run.staleAfter());
        var plans = planner.plan(tx, these.stream().map(Asked::workspaceId).toList(), contacts);
        var flagged = contacts.flag(
                tx, plans.values().stream().flatMap(plan -> plan.due().stream()).toList());
        var completed = these.stream()
                .map(asked -> {
                    var plan = Objects.requireNonNull(plans.get(asked.workspaceId()));
                    return new SyncHealthRepository.Completed(
                            asked.workspaceId(),
                            asked.run().workflowId(),
                            asked.run().runId(),
                            plan.counts(),
                            (int) plan.due().stream()
                                    .filter(contact -> flagged.contains(contact.contactId()))
                                    .count(),
                            since(asked.begun()));
                })
                .toList();
        if (!SyncHealthRepository.addCompleted(tx, run, completed, clock.instant())) {
            throw new DoneBefore();
        }
        var outcomes = new HashMap<Asked, WorkspaceOutcome>();
        for (var i = 0; i < these.size(); i++) {
            var one = completed.get(i);
            outcomes.put(
                    these.get(i),
                    ReconcilePlanner.outcome(one.workspaceId(), run.asOf(), one.counts(), one.flagged(), List.of()));
        }
        return outcomes;
    }

    private static WorkspaceOutcome outcome(SyncHealthRecord row) {
        if ("failed".equals(row.getStatus())) {
            throw Rejected.because("This run is already recorded as failed: " + row.getError());
        }
        var counts = new StaleContacts.Counts(row.getContactsChecked(), row.getStaleFound(), row.getInCooldown());
        return ReconcilePlanner.outcome(row.getWorkspaceId(), row.getRunAt(), counts, row.getFlagged(), List.of());
    }

    @Override
    public void recordFailedRun(String workspaceId, ReconcileRun run, String reason) {
        var counts = countedAnyway(workspaceId, run);
        var took = Duration.between(run.asOf(), clock.instant());
        var first = db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var added = SyncHealthRepository.addFailed(
                    tx, workspaceId, run, reason, counts, took.isNegative() ? Duration.ZERO : took);
            if (added) {
                SyncFailureRepository.addOrCount(
                        tx,
                        new SyncFailureRepository.Failed(SOURCE, workspaceId, null, reason, run.key()),
                        clock.instant());
            }
            return added;
        });
        if (first) {
            log.warn("The run of workspace {} failed: {}", workspaceId, reason);
            metrics.failed(run.trigger());
        }
    }

    /** Zeros when they cannot be counted: that is no reason not to record the failure. */
    private StaleContacts.Counts countedAnyway(String workspaceId, ReconcileRun run) {
        try {
            var plans = planner.plan(db, List.of(workspaceId), planner.contacts(run.asOf(), run.staleAfter()));
            return Objects.requireNonNull(plans.get(workspaceId)).counts();
        } catch (RuntimeException e) {
            log.warn(
                    "The contacts of workspace {}, whose run failed, cannot be counted: {}",
                    workspaceId,
                    e.getMessage());
            return new StaleContacts.Counts(0, 0, 0);
        }
    }

    @Override
    public int dropExpiredRuns() {
        return health.deleteBefore(clock.instant().minus(settings.keepRunsFor()));
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
