package io.plumbline.workflows.reconcile;

import io.plumbline.workflows.run.Rejected;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Hands that remember what they were asked for, and behave by workspace as a test wants them to. */
class FakeReconcile implements ReconcileActivities {

    static final int CHECKED = 10;

    /** One call of {@link #flagStaleContacts}. */
    record Call(String workspaceId, ReconcileRun run) {}

    /** One call of {@link #recordFailedRun}. */
    record Failure(String workspaceId, ReconcileRun run, String reason) {}

    final Map<String, Boolean> workspaces = new TreeMap<>(); // id, and whether it is due
    final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<ReconcileRun> pages = new ConcurrentLinkedQueue<>();
    final Map<String, BiFunction<String, ReconcileRun, WorkspaceOutcome>> behaviours = new ConcurrentHashMap<>();
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger mostUnderWay = new AtomicInteger();
    int pageSize = 1000;
    int inFlight = 20;
    int drops;

    void addDue(int count) {
        for (int i = 0; i < count; i++) {
            workspaces.put("due-%05d".formatted(i), true);
        }
    }

    void addQuiet(int count) {
        for (int i = 0; i < count; i++) {
            workspaces.put("quiet-%05d".formatted(i), false);
        }
    }

    void behave(String workspaceId, BiFunction<String, ReconcileRun, WorkspaceOutcome> behaviour) {
        behaviours.put(workspaceId, behaviour);
    }

    static WorkspaceOutcome flagged(String workspaceId, ReconcileRun run) {
        return new WorkspaceOutcome(workspaceId, run.asOf(), CHECKED, 3, 1, 2, 0, List.of());
    }

    @Override
    public SweepPage settleQuietWorkspaces(String after, ReconcileRun sweep) {
        pages.add(sweep);
        var page = workspaces.keySet().stream()
                .filter(id -> id.compareTo(after) > 0)
                .limit(pageSize)
                .toList();
        var quiet = page.stream()
                .filter(id -> !workspaces.get(id))
                .map(id -> SweepTotals.ofQuiet(CHECKED, 1))
                .reduce(SweepTotals.NONE, SweepTotals::plus);
        var due = page.stream().filter(workspaces::get).toList();
        var last = page.isEmpty() ? after : page.get(page.size() - 1);
        return new SweepPage(quiet, due, inFlight, last, page.size() == pageSize);
    }

    @Override
    public WorkspaceOutcome flagStaleContacts(String workspaceId, ReconcileRun run) {
        calls.add(new Call(workspaceId, run));
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            return behaviours.getOrDefault(workspaceId, FakeReconcile::flagged).apply(workspaceId, run);
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Override
    public void recordFailedRun(String workspaceId, ReconcileRun run, String reason) {
        failures.add(new Failure(workspaceId, run, reason));
    }

    @Override
    public int dropExpiredRuns() {
        drops++;
        return 0;
    }

    static WorkspaceOutcome broken(String workspaceId, ReconcileRun run) {
        throw new IllegalStateException(workspaceId + " is broken");
    }

    static WorkspaceOutcome unknown(String workspaceId, ReconcileRun run) {
        throw Rejected.because("There is no workspace '" + workspaceId + "'.");
    }
}
