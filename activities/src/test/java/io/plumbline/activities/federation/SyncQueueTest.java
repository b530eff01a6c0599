package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.Federation.NOW;
import static io.plumbline.activities.federation.Federation.club;
import static io.plumbline.infra.db.Tables.INCIDENT;
import static io.plumbline.infra.db.Tables.SYNC_HISTORY;
import static io.plumbline.infra.db.Tables.SYNC_JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.federation.SyncQueue.AllPlacesTaken;
import io.plumbline.activities.federation.SyncQueue.QueueId;
import io.plumbline.activities.federation.SyncQueue.Queued;
import io.plumbline.infra.db.tables.records.SyncJobRecord;
import io.plumbline.workflows.federation.Claim;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.FailedAttempt;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The queue of an organisation, on a real PostgreSQL. */
class SyncQueueTest {

    private final Federation federation = new Federation(TestDatabase.empty());
    private final SyncQueue queue = federation.queue;

    @BeforeEach
    void connect() {
        federation.connector("http://127.0.0.1:1");
        federation.organization("north");
    }

    private Queued add() {
        return queue.addOrganization(club("north"), null, Trigger.manual, "ana", NOW);
    }

    private SyncJob claim(String runId, Instant now) {
        return queue.claim(club("north"), "federation/registry/north", runId, now)
                .job();
    }

    private void anotherConnector() {
        federation.db.execute("insert into connector (id, base_url) values ('other', 'http://127.0.0.1:2')");
    }

    private SyncJobRecord job(long id) {
        return federation.db.fetchSingle(SYNC_JOB, SYNC_JOB.ID.eq(id));
    }

    private static <T> List<T> atTheSameTime(int threads, Callable<T> work) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var results = new ArrayList<T>();
            var tasks = new ArrayList<Callable<T>>();
            for (var i = 0; i < threads; i++) {
                tasks.add(work);
            }
            for (Future<T> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @Tag("C12")
    void whoever_asks_while_one_is_pending_or_running_is_told_of_that_one() {
        var first = add();
        assertThat(first.alreadyThere()).isFalse();
        assertThat(add()).isEqualTo(new Queued(first.jobId(), true));

        claim("run", NOW);
        assertThat(add()).isEqualTo(new Queued(first.jobId(), true));

        federation.db.execute("update sync_job set status = 'completed'");
        assertThat(add().alreadyThere()).isFalse();
    }

    @Test
    @Tag("C11")
    @Tag("C12")
    void sixty_four_threads_that_ask_and_take_make_one_job_and_run_one() throws Exception {
        var taken = new ConcurrentLinkedQueue<SyncJob>();
        var jobs = atTheSameTime(64, () -> {
            var asked = add();
            taken.add(claim("run", NOW));
            return asked;
        });

        assertThat(jobs).extracting(Queued::jobId).containsOnly(jobs.get(0).jobId());
        assertThat(jobs).filteredOn(asked -> !asked.alreadyThere()).hasSize(1);
        assertThat(federation.db.fetchCount(SYNC_JOB)).isEqualTo(1);
        assertThat(taken).hasSize(64).containsOnly(taken.peek());
        assertThat(federation.db.fetchCount(SYNC_HISTORY)).isEqualTo(1);
    }

    @Test
    @Tag("C11")
    @Tag("C13")
    void of_sixty_four_runs_that_take_one_job_at_the_same_time_only_the_last_may_write() throws Exception {
        var id = add().jobId();
        federation.db.execute("update sync_job set max_retries = 100");
        var runs = new AtomicInteger();

        var taken = atTheSameTime(64, () -> claim("run-" + runs.incrementAndGet(), NOW));

        assertThat(taken).extracting(SyncJob::fence).doesNotHaveDuplicates().contains(1L, 64L);
        assertThat(federation.db.fetchCount(SYNC_HISTORY, SYNC_HISTORY.STATUS.eq("running")))
                .isEqualTo(1);
        for (var attempt : taken) {
            var refusal = catchThrowable(() -> federation.pages.keep(attempt, new MemberPage(List.of(), 1, 1)));
            assertThat(refusal == null).as("attempt %s", attempt.fence()).isEqualTo(attempt.fence() == 64);
        }
        assertThat(job(id).getFence()).isEqualTo(64);
    }

    @Test
    @Tag("C11")
    void the_database_refuses_a_second_running_job_of_an_organisation() {
        federation.db.execute("insert into sync_job (connector_id, organization_id, member_id, trigger, status) "
                + "values ('registry', 'north', 'm1', 'webhook', 'running')");
        assertThatThrownBy(() -> federation.db.execute(
                        "insert into sync_job (connector_id, organization_id, member_id, trigger, status) "
                                + "values ('registry', 'north', 'm2', 'webhook', 'running')"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("one_running_job");
    }

    @Test
    @Tag("C1")
    void thirty_organisations_run_five_at_a_time_and_one_that_always_fails_delays_nobody() throws Exception {
        for (var i = 0; i < 30; i++) {
            federation.organization("club" + i);
        }
        federation.db.execute("delete from connected_organization where organization_id = 'north'");
        anotherConnector();
        federation.db.execute("update connected_organization set connector_id = 'other' "
                + "where organization_id like '%0' or organization_id like '%5'");
        assertThat(queue.addEvery(Trigger.scheduled, null, NOW)).isEqualTo(30);
        var most = new AtomicInteger();
        var numbers = new AtomicInteger();
        atTheSameTime(30, () -> {
            var id = "club" + numbers.getAndIncrement();
            while (true) {
                try {
                    var connector = id.endsWith("0") || id.endsWith("5") ? "other" : "registry";
                    var claim = queue.claim(new QueueId(connector, id), "w", "run-" + id, NOW);
                    if (claim.job() == null) {
                        return null;
                    }
                    most.accumulateAndGet(federation.db.fetchCount(SYNC_JOB, SYNC_JOB.STATUS.eq("running")), Math::max);
                    if (id.equals("club7")) {
                        federation.fail(claim.job(), "it always fails", true, NOW);
                    } else {
                        federation.db.transaction(tx -> SyncQueue.complete(tx.dsl(), claim.job(), NOW));
                    }
                } catch (AllPlacesTaken e) {
                    Thread.yield();
                }
            }
        });

        assertThat(most.get()).isLessThanOrEqualTo(5);
        assertThat(federation.db.fetchCount(SYNC_JOB, SYNC_JOB.STATUS.eq("completed")))
                .isEqualTo(29);
        assertThat(federation
                        .db
                        .fetchSingle(SYNC_JOB, SYNC_JOB.STATUS.eq("pending"))
                        .getOrganizationId())
                .isEqualTo("club7");
    }

    @Test
    @Tag("C1")
    void a_place_that_is_taken_is_waited_for_whatever_connector_has_it() {
        var narrow = new Federation(federation.db, Federation.settings(1, Duration.ofSeconds(2)));
        anotherConnector();
        federation.db.execute("insert into connected_organization (connector_id, organization_id, federation_org_id) "
                + "values ('other', 'north', 'o')");
        add();
        claim("run", NOW);
        var elsewhere = new QueueId("other", "north");
        queue.addOrganization(elsewhere, null, Trigger.manual, null, NOW);

        assertThatThrownBy(() -> narrow.queue.claim(elsewhere, "w", "r", NOW))
                .isInstanceOf(AllPlacesTaken.class)
                .hasMessageContaining("1 organisations are being synced");
    }

    @Test
    @Tag("C2")
    @Tag("C1")
    void the_night_takes_every_organisation_of_every_enabled_connector_once() {
        federation.organization("south");
        federation.db.execute("insert into connector (id, base_url, enabled) values ('off', 'http://x', false)");
        federation.db.execute("insert into connected_organization (connector_id, organization_id, federation_org_id) "
                + "values ('off', 'north', 'o')");

        assertThat(queue.addEvery(Trigger.scheduled, null, NOW)).isEqualTo(2);
        assertThat(queue.addEvery(Trigger.scheduled, null, NOW.plusSeconds(60))).isZero();
        assertThat(federation.db.fetch(SYNC_JOB)).allSatisfy(job -> {
            assertThat(job.getConnectorId()).isEqualTo("registry");
            assertThat(job.getTrigger()).isEqualTo("scheduled");
        });
    }

    @Test
    @Tag("C1")
    void a_night_that_was_missed_is_made_up_for_where_it_was() {
        List.of("east", "south").forEach(federation::organization);
        federation.db.execute("update connected_organization set last_success_at = '2026-02-28T02:00:00Z' "
                + "where organization_id = 'north'");
        federation.db.execute("update connected_organization set last_success_at = '2026-02-20T02:00:00Z' "
                + "where organization_id = 'south'");

        assertThat(queue.addEveryWithoutSuccessSince(NOW.minus(Duration.ofDays(1)), NOW))
                .isEqualTo(2);

        assertThat(federation.db.fetch(SYNC_JOB).map(SyncJobRecord::getOrganizationId))
                .containsExactly("east", "south");
    }

    @Test
    @Tag("C14")
    void a_queue_that_waits_for_its_next_attempt_is_woken_when_it_is_due_and_a_running_one_always() {
        List.of("east", "south", "west").forEach(federation::organization);
        List.of("north", "east", "south", "west")
                .forEach(name -> queue.addOrganization(club(name), null, Trigger.manual, null, NOW));
        claim("run", NOW);
        federation.fail(queue.claim(club("south"), "w", "r", NOW).job(), "it is away", true, NOW);
        federation.db.execute("update sync_job set status = 'completed' where organization_id = 'west'");

        assertThat(queue.withWork(null, NOW.plusSeconds(59), 10)).containsExactly(club("east"), club("north"));
        assertThat(queue.withWork(null, NOW.plusSeconds(60), 10))
                .containsExactly(club("east"), club("north"), club("south"));
        assertThat(queue.withWork(club("north"), NOW.plusSeconds(60), 10)).containsExactly(club("south"));
    }

    @Test
    @Tag("C14")
    void failures_are_tried_again_after_one_two_and_four_minutes_and_then_given_up_for_good() {
        var id = add().jobId();
        var at = NOW;
        for (var minutes : List.of(1, 2, 4)) {
            var attempt = claim("run", at);
            assertThat(federation.fail(attempt, "the registry is away", true, at))
                    .isTrue();
            at = at.plus(Duration.ofMinutes(minutes));
            assertThat(job(id).getStatus()).isEqualTo("pending");
            assertThat(job(id).getNextRetryAt()).isEqualTo(at);
            assertThat(claim("run", at.minusMillis(1)))
                    .as("not before its time")
                    .isNull();
        }
        assertThat(job(id).getRetryCount()).isEqualTo(3);
        assertThat(federation.db.fetchCount(INCIDENT)).isZero();

        assertThat(federation.fail(claim("run", at), "the registry is away", true, at))
                .isFalse();

        assertThat(job(id).getStatus()).isEqualTo("failed");
        assertThat(job(id).getError()).isEqualTo("the registry is away");
        assertThat(federation.db.fetchSingle(INCIDENT).getRecipients()).containsExactly("admin@north.example");
        assertThat(federation.db.fetch(SYNC_HISTORY)).hasSize(4).allSatisfy(history -> {
            assertThat(history.getStatus()).isEqualTo("failed");
            assertThat(history.getError()).isEqualTo("the registry is away");
        });
    }

    @Test
    @Tag("C14")
    void what_cannot_heal_is_given_up_at_once() {
        var id = add().jobId();

        assertThat(federation.fail(claim("run", NOW), "the registry answered 401", false, NOW))
                .isFalse();

        assertThat(job(id).getStatus()).isEqualTo("failed");
        assertThat(federation.db.fetchCount(INCIDENT)).isEqualTo(1);
    }

    @Test
    @Tag("C14")
    void an_attempt_whose_end_is_recorded_twice_counts_once() {
        var id = add().jobId();
        var attempt = claim("run", NOW);
        federation.fail(attempt, "away", true, NOW);

        assertThat(federation.fail(attempt, "away", true, NOW.plusSeconds(5))).isTrue();

        assertThat(job(id).getRetryCount()).isEqualTo(1);
        assertThat(job(id).getNextRetryAt()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    }

    @Test
    @Tag("C14")
    void an_attempt_of_a_job_that_was_deleted_meanwhile_is_over() {
        add();
        var attempt = claim("run", NOW);
        federation.db.execute("delete from sync_job");

        assertThat(queue.fail(attempt, new FailedAttempt("500", true, null), NOW))
                .isFalse();
    }

    @Test
    @Tag("C3")
    @Tag("C14")
    void a_registry_that_asks_to_be_left_alone_for_longer_is() {
        var id = add().jobId();
        queue.fail(claim("run", NOW), new FailedAttempt("429", true, Duration.ofMinutes(10)), NOW);

        assertThat(job(id).getNextRetryAt()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    }

    @Test
    @Tag("C3")
    @Tag("C14")
    void a_registry_that_asks_to_be_left_alone_for_years_is_asked_again_a_day_later() {
        var id = add().jobId();
        queue.fail(claim("run", NOW), new FailedAttempt("429", true, Duration.ofSeconds(999_999_999)), NOW);

        assertThat(job(id).getNextRetryAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    @Tag("C2")
    void of_a_connector_that_was_disabled_only_what_somebody_asks_for_by_hand_is_synced() {
        queue.addEvery(Trigger.scheduled, null, NOW);
        queue.addMember(club("north"), "m1", NOW);
        federation.fail(claim("run", NOW), "it is away", true, NOW); // and waits for its next attempt
        federation.db.execute("update connector set enabled = false");

        assertThat(queue.claim(club("north"), "w", "run", NOW)).isEqualTo(new Claim(null, null));

        assertThat(federation.db.fetch(SYNC_JOB)).hasSize(2).allSatisfy(job -> {
            assertThat(job.getStatus()).isEqualTo("failed");
            assertThat(job.getError()).contains("disabled");
            assertThat(job.getCompletedAt()).isEqualTo(NOW);
        });
        assertThat(federation.db.fetchCount(INCIDENT))
                .as("whoever disabled it knows")
                .isZero();
        add();
        assertThat(claim("run", NOW)).isNotNull();
    }

    @Test
    @Tag("C11")
    @Tag("C13")
    void a_job_that_is_being_completed_is_not_taken_back() {
        var id = add().jobId();
        var attempt = claim("run-that-is-over", NOW);
        federation.db.transaction(transaction -> {
            transaction.dsl().fetch("select from sync_job where id = ? for update", id); // as an apply has it
            assertThatThrownBy(() -> claim("another-run", NOW))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("could not obtain lock");
            SyncQueue.complete(transaction.dsl(), attempt, NOW);
        });

        assertThat(claim("another-run", NOW)).isNull();
        assertThat(job(id).getStatus()).isEqualTo("completed");
        assertThat(job(id).getRetryCount()).isZero();
    }

    @Test
    @Tag("C3")
    void a_page_without_those_before_it_is_nothing_to_go_on_from() {
        add();
        var job = claim("run", NOW);
        federation.pages.keep(job, new MemberPage(List.of(), 2, 3));
        assertThat(federation.pages.progress(job.id()).pages()).isZero();

        federation.pages.keep(job, new MemberPage(List.of(), 1, 3));
        assertThat(federation.pages.progress(job.id()).pages()).isEqualTo(2);
    }

    @Test
    @Tag("C13")
    @Tag("C21")
    void a_job_whose_worker_is_gone_is_taken_again_and_its_history_closed_as_failed() {
        var id = add().jobId();
        var first = claim("run-that-died", NOW);
        federation.pages.keep(first, new MemberPage(List.of(), 1, 9));

        var second = claim("another-run", NOW.plusSeconds(120));

        assertThat(second.id()).isEqualTo(id);
        assertThat(second.fence()).isEqualTo(first.fence() + 1);
        assertThat(job(id).getRetryCount()).isEqualTo(1);
        var history = federation.db.fetchSingle(SYNC_HISTORY, SYNC_HISTORY.ID.eq(first.historyId()));
        assertThat(history.getStatus()).isEqualTo("failed");
        assertThat(history.getError()).contains("worker stopped");
        assertThat(federation.pages.progress(id).pages())
                .as("it goes on behind page 1")
                .isEqualTo(1);
    }

    @Test
    @Tag("C11")
    void a_claim_that_is_asked_for_twice_by_one_run_is_one() {
        add();
        var first = claim("run", NOW);

        assertThat(claim("run", NOW.plusSeconds(1))).isEqualTo(first);
        assertThat(federation.db.fetchCount(SYNC_HISTORY)).isEqualTo(1);
    }

    @Test
    @Tag("C19")
    void changes_of_a_member_that_is_being_synced_collapse_into_one_more_sync() {
        queue.addMember(club("north"), "m1", NOW);
        claim("run", NOW);
        for (var i = 0; i < 5; i++) {
            queue.addMember(club("north"), "m1", NOW.plusSeconds(i));
        }
        queue.addMember(club("north"), "m2", NOW);

        assertThat(federation.rows("select member_id, status from sync_job order by id"))
                .extracting(row -> row.get("member_id") + " " + row.get("status"))
                .containsExactly("m1 running", "m1 pending", "m2 pending");
    }

    @Test
    @Tag("C19")
    void a_member_that_failed_while_it_was_changed_again_is_tried_once() {
        queue.addMember(club("north"), "m1", NOW);
        var attempt = claim("run", NOW);
        queue.addMember(club("north"), "m1", NOW);

        assertThat(federation.fail(attempt, "away", true, NOW)).isFalse();

        assertThat(federation.rows("select status from sync_job order by id"))
                .extracting(row -> row.get("status"))
                .containsExactly("failed", "pending");
        assertThat(federation.db.fetchCount(INCIDENT)).isZero();
    }

    @Test
    @Tag("C2")
    @Tag("C7")
    void a_sync_has_the_strategy_that_was_asked_for_or_the_connectors() {
        federation.db.execute("update connector set conflict_strategy = 'local_wins'");
        add();
        assertThat(claim("run", NOW).strategy()).isEqualTo(ConflictStrategy.local_wins);
        federation.db.execute("delete from sync_job");

        assertThat(federation.take("north", ConflictStrategy.merge, "run", NOW).strategy())
                .isEqualTo(ConflictStrategy.merge);
    }
}
