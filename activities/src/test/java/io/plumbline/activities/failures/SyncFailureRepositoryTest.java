package io.plumbline.activities.failures;

import static io.plumbline.activities.failures.FailureScope.EVERYTHING;
import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.failures.SyncFailureRepository.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The failure inbox, on a real PostgreSQL. */
class SyncFailureRepositoryTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final DSLContext db = TestDatabase.empty();
    private final SyncFailureRepository failures = new SyncFailureRepository(db);

    private void fail(String workspace, String phone, String error) {
        SyncFailureRepository.addOrCount(
                db, new Failed("conversation", workspace, phone, error, "attempt of " + phone + error), NOW);
    }

    private void fill(String workspace, int count, String error) {
        for (int i = 0; i < count; i++) {
            fail(workspace, "+5255%08d".formatted(i), error);
        }
    }

    private FailureSelection group(String fingerprint) {
        return new FailureSelection(List.of(), fingerprint, EVERYTHING);
    }

    @Test
    @Tag("B13")
    void failures_of_one_cause_are_one_group_whatever_numbers_stand_in_their_words() {
        fail("acme", "+1", "timed out after 3000 ms on contact 17");
        fail("other", "+2", "timed out after 3001 ms on contact 99");
        fail("acme", "+3", "contact_not_found");

        var groups = failures.groups(null, EVERYTHING, 10);

        assertThat(groups).hasSize(2);
        assertThat(groups.get(0).count()).isEqualTo(2);
        assertThat(groups.get(0).workspaces()).isEqualTo(2);
        assertThat(groups.get(0).error()).isEqualTo("timed out after 3001 ms on contact 99");
        assertThat(failures.groups(null, FailureScope.of(Set.of("other")), 10))
                .singleElement()
                .satisfies(group -> assertThat(group.count()).isEqualTo(1));
        assertThat(failures.groups("conversation", EVERYTHING, 10)).hasSize(2);
        assertThat(failures.groups("reconcile", EVERYTHING, 10)).isEmpty();
    }

    @Test
    @Tag("B13")
    void the_list_has_the_newest_first_a_page_at_a_time_while_rows_are_added() {
        fill("acme", 25, "contact_not_found");

        var first = failures.list("conversation", EVERYTHING, false, null, 10);
        fail("acme", "+999", "contact_not_found");
        var second = failures.list("conversation", EVERYTHING, false, first.older(), 10);
        var third = failures.list("conversation", EVERYTHING, false, second.older(), 10);

        assertThat(first.rows()).extracting(FailureRow::id).containsExactlyElementsOf(down(25, 16));
        assertThat(second.rows()).extracting(FailureRow::id).containsExactlyElementsOf(down(15, 6));
        assertThat(third.rows()).extracting(FailureRow::id).containsExactlyElementsOf(down(5, 1));
        assertThat(third.older()).isNull();
        assertThat(failures.list("reconcile", EVERYTHING, null, null, 10).rows())
                .isEmpty();
        assertThat(failures.list(null, FailureScope.of(Set.of("other")), null, null, 10)
                        .rows())
                .isEmpty();
    }

    @Test
    @Tag("B13")
    void a_page_that_is_just_full_is_the_last_one() {
        fill("acme", 10, "contact_not_found");

        var page = failures.list(null, EVERYTHING, null, null, 10);

        assertThat(page.rows()).hasSize(10);
        assertThat(page.older()).isNull();
    }

    private static List<Long> down(long from, long to) {
        return LongStream.iterate(from, id -> id >= to, id -> id - 1).boxed().toList();
    }

    @Test
    @Tag("B13")
    void one_or_a_group_is_resolved_once_by_a_person_of_the_tenant() {
        fill("acme", 3, "contact_not_found");
        fill("other", 2, "contact_not_found");
        var fingerprint = failures.groups(null, EVERYTHING, 1).get(0).fingerprint();

        assertThat(failures.resolve(
                        new FailureSelection(List.of(1L, 4L), null, FailureScope.of(Set.of("acme"))), "ana", NOW))
                .isEqualTo(1);
        assertThat(failures.resolve(
                        new FailureSelection(List.of(), fingerprint, FailureScope.of(Set.of("acme"))), "ana", NOW))
                .isEqualTo(2);
        assertThat(failures.resolve(
                        new FailureSelection(List.of(), fingerprint, FailureScope.of(Set.of("acme"))), "ana", NOW))
                .isZero();

        assertThat(failures.countOpen(EVERYTHING)).isEqualTo(2);
        var row = db.fetchSingle(SYNC_FAILURE, SYNC_FAILURE.ID.eq(1L));
        assertThat(row.getResolvedBy()).isEqualTo("ana");
        assertThat(row.getResolvedAt()).isEqualTo(NOW);
    }

    @Test
    @Tag("B13")
    void a_group_of_468_is_taken_for_replay_once_and_a_second_click_takes_none() {
        fill("acme", 468, "contact_not_found");
        var fingerprint = failures.groups(null, EVERYTHING, 1).get(0).fingerprint();

        assertThat(failures.takeForReplay(group(fingerprint), "ana")).hasSize(468);
        assertThat(failures.takeForReplay(group(fingerprint), "ana")).isEmpty();
        assertThat(failures.replaying(1_000)).hasSize(468); // to be started again, should this process die now
    }

    @Test
    @Tag("B13")
    void a_replay_that_fails_again_adds_an_attempt_and_one_that_succeeds_resolves() {
        fill("acme", 2, "contact_not_found");
        failures.takeForReplay(new FailureSelection(List.of(1L, 2L), null, EVERYTHING), "ana");

        SyncFailureRepository.addOrCount(
                db, new Failed("conversation", "acme", "+525500000000", "locked", "another attempt"), NOW);
        SyncFailureRepository.addOrCount(
                db, new Failed("conversation", "acme", "+525500000000", "locked", "another attempt"), NOW);
        SyncFailureRepository.resolveOpen(db, "conversation", "acme", "+525500000001", NOW);

        var rows = failures.list(null, EVERYTHING, null, null, 10).rows();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).attempts()).isEqualTo(2); // recorded twice, counted once
        assertThat(rows.get(1).replaying()).isFalse();
        assertThat(rows.get(1).resolved()).isFalse();
        assertThat(rows.get(0).resolved()).isTrue();
        assertThat(rows.get(0).resolvedBy()).isEqualTo("ana");
    }

    @Test
    @Tag("B12")
    @Tag("E9")
    void beyond_its_bound_a_workspace_loses_resolved_rows_first_then_its_oldest_and_never_anothers() {
        fill("acme", 1_005, "contact_not_found");
        failures.resolve(
                new FailureSelection(
                        LongStream.rangeClosed(1_001, 1_003).boxed().toList(), null, EVERYTHING),
                "ana",
                NOW);
        fill("other", 3, "contact_not_found");

        assertThat(failures.dropBeyond(1_000)).isEqualTo(5);

        var left = db.fetch(SYNC_FAILURE, SYNC_FAILURE.WORKSPACE_ID.eq("acme")).getValues(SYNC_FAILURE.ID);
        assertThat(left).hasSize(1_000).doesNotContain(1L, 2L, 1_001L, 1_002L, 1_003L);
        assertThat(failures.countOpen(FailureScope.of(Set.of("other")))).isEqualTo(3);
        assertThat(failures.dropBeyond(1_000)).isZero();
    }

    @Test
    @Tag("B13")
    void after_it_was_resolved_a_new_failure_is_a_new_row() {
        fail("acme", "+1", "locked");
        failures.resolve(new FailureSelection(List.of(1L), null, EVERYTHING), "ana", NOW);

        fail("acme", "+1", "locked");

        assertThat(failures.list(null, EVERYTHING, null, null, 10).rows())
                .extracting(FailureRow::resolved)
                .containsExactly(false, true);
        assertThat(Duration.between(
                        NOW,
                        failures.list(null, EVERYTHING, null, null, 1)
                                .rows()
                                .get(0)
                                .createdAt()))
                .isZero();
    }

    @Test
    @Tag("B13")
    @Tag("E5")
    void those_of_no_workspace_are_the_whole_companys_alone() {
        SyncFailureRepository.addOrCount(db, new Failed("products", null, null, "The feed is away.", "1"), NOW);
        fail("acme", "+1", "contact_not_found");
        var allWorkspaces = new FailureScope(null, false);
        var both = List.of(1L, 2L);

        assertThat(failures.countOpen(EVERYTHING)).isEqualTo(2);
        assertThat(failures.countOpen(allWorkspaces)).isEqualTo(1);
        assertThat(failures.groups(null, allWorkspaces, 10)).hasSize(1);
        assertThat(failures.list(null, allWorkspaces, null, null, 10).rows()).hasSize(1);
        assertThat(failures.takeForReplay(new FailureSelection(both, null, allWorkspaces), "ana"))
                .extracting(FailureRow::source)
                .containsExactly("conversation");
        assertThat(failures.resolve(new FailureSelection(both, null, allWorkspaces), "ana", NOW))
                .isEqualTo(1);
        assertThat(failures.countOpen(EVERYTHING)).isEqualTo(1);
    }
}
