package io.plumbline.workflows.federation;

import io.plumbline.workflows.run.TaskQueues;
import io.plumbline.workflows.run.Trigger;
import io.temporal.activity.Activity;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The workflows of federation on a test server with time skipping, and hands that keep their queue in memory. */
final class FederationWorld implements FederationActivities, AutoCloseable {

    static final OrganizationRequest NORTH = new OrganizationRequest("registry", "north", null, false);

    final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    final List<String> calls = new ArrayList<>();
    final List<Instant> attempts = new ArrayList<>();
    final List<FailedAttempt> failures = new ArrayList<>();

    /** What an attempt does; throws what ends it. */
    volatile BiFunction<FederationWorld, SyncJob, SyncStats> attempt = (world, job) -> new SyncStats(1, 0, 0, 0, 0, 0);

    volatile Runnable fetching = () -> {};

    volatile Duration stuckAfter = Duration.ofMinutes(30);

    volatile int placesTakenFor;

    private static final class Queued {
        final long id;
        final String memberId;
        int retries;
        Instant due;
        String status = "pending";
        long fence;

        Queued(long id, String memberId) {
            this.id = id;
            this.memberId = memberId;
        }
    }

    private final List<Queued> queue = new ArrayList<>();

    FederationWorld() {
        var worker = temporal.newWorker(TaskQueues.FEDERATION);
        worker.registerWorkflowImplementationTypes(
                SyncOrganizationImpl.class, ScheduledFederationImpl.class, FederationNightsImpl.class);
        worker.registerActivitiesImplementations(this);
        temporal.start();
    }

    SyncOrganization organization() {
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        SyncOrganization.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.FEDERATION)
                                .setWorkflowId(SyncOrganization.id("registry", "north"))
                                .build());
    }

    Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    synchronized List<String> statuses() {
        return queue.stream().map(job -> job.status).toList();
    }

    @Override
    public Instant nextNight(Instant after) {
        return after.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }

    @Override
    public int queueEveryOrganization(Instant now) {
        return 3;
    }

    @Override
    public int startQueuedOrganizations() {
        return 4;
    }

    @Override
    public synchronized void queueOrganization(
            String connectorId, String organizationId, ConflictStrategy strategy, Trigger trigger, Instant now) {
        calls.add("queue " + organizationId + (strategy == null ? "" : " " + strategy));
        if (queue.stream()
                .noneMatch(job ->
                        job.memberId == null && List.of("pending", "running").contains(job.status))) {
            queue.add(new Queued(queue.size() + 1, null));
        }
    }

    @Override
    public synchronized void queueMember(String connectorId, String organizationId, MemberChange change, Instant now) {
        calls.add("queue " + change.memberId());
        if (queue.stream().noneMatch(job -> change.memberId().equals(job.memberId) && job.status.equals("pending"))) {
            queue.add(new Queued(queue.size() + 1, change.memberId()));
        }
    }

    @Override
    public synchronized Claim claimNextJob(String connectorId, String organizationId, Instant asked) {
        var now = Instant.ofEpochMilli(Activity.getExecutionContext().getInfo().getStartedTimestamp());
        if (placesTakenFor > 0) {
            placesTakenFor--;
            throw ApplicationFailure.newFailure("5 organisations are being synced", "AllPlacesTaken");
        }
        Optional<Queued> next = queue.stream()
                .filter(job -> job.status.equals("pending") && (job.due == null || !job.due.isAfter(now)))
                .findFirst();
        if (next.isEmpty()) {
            return new Claim(
                    null,
                    queue.stream()
                            .filter(job -> job.status.equals("pending"))
                            .map(job -> job.due)
                            .min(Instant::compareTo)
                            .orElse(null));
        }
        var job = next.get();
        job.status = "running";
        job.fence++;
        return new Claim(
                new SyncJob(
                        job.id,
                        connectorId,
                        organizationId,
                        job.memberId,
                        ConflictStrategy.federation_wins,
                        job.fence,
                        job.id * 100 + job.fence,
                        now.plus(stuckAfter)),
                null);
    }

    @Override
    public FetchedMembers fetchMembers(SyncJob job) {
        synchronized (this) {
            calls.add("fetch " + job.what());
            attempts.add(now());
        }
        fetching.run();
        return new FetchedMembers(1, 1);
    }

    @Override
    public SyncStats applyMembers(SyncJob job, Instant now) {
        var stats = attempt.apply(this, job);
        synchronized (this) {
            calls.add("apply " + job.what());
            queue.get((int) job.id() - 1).status = "completed";
        }
        return stats;
    }

    @Override
    public synchronized boolean recordFailedAttempt(SyncJob attempt, FailedAttempt failed, Instant now) {
        failures.add(failed);
        var job = queue.get((int) attempt.id() - 1);
        if (failed.heals() && job.retries < 3) {
            var wait = Backoff.DEFAULT.before(job.retries);
            job.due = now.plus(
                    failed.notBefore() != null && failed.notBefore().compareTo(wait) > 0 ? failed.notBefore() : wait);
            job.retries++;
            job.status = "pending";
        } else {
            job.status = "failed";
        }
        return !job.status.equals("failed");
    }

    @Override
    public void close() {
        temporal.close();
    }
}
