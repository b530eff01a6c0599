package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.activities.TestDatabase;
import io.plumbline.workflows.reconcile.StaleContact;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which contacts of a workspace are flagged, on a real PostgreSQL. */
class FlagStaleContactsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LONG = Duration.ofDays(30);

    private final DSLContext db = TestDatabase.empty();
    private final Hands hands = new Hands(db, Hands.settings(), InstantSource.fixed(NOW));
    private final Tenant acme = Tenant.active(db, "acme", NOW);

    @Test
    @Tag("A3")
    void last_activity_is_read_from_activity_else_update_else_creation() {
        var quiet = Duration.ofHours(2);
        var lively = Duration.ofMinutes(59);
        var byActivity = acme.contact("new", quiet, lively, lively);
        acme.contact("new", lively, quiet, quiet);
        var byUpdate = acme.contact("new", null, quiet, lively);
        acme.contact("new", null, lively, quiet);
        var byCreation = acme.contact("new", null, null, quiet);
        acme.contact("new", null, null, lively);
        acme.contact("new", Duration.ofHours(1), null, LONG); // exactly as old as the threshold

        var outcome = hands.activities.flagStaleContacts("acme", Hands.run("1", NOW));

        assertThat(acme.flaggedAt(NOW)).containsExactlyInAnyOrder(byActivity, byUpdate, byCreation);
        assertThat(outcome.contactsChecked()).isEqualTo(7);
        assertThat(outcome.staleFound()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"archived", "converted"})
    @Tag("A4")
    void these_are_never_stale(String status) {
        acme.contact(status, LONG, null, LONG);

        assertThat(hands.activities
                        .flagStaleContacts("acme", Hands.run("1", NOW))
                        .staleFound())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "qualified", "contacted", "lost", ""})
    @Tag("A4")
    void every_other_status_can_be_stale(String status) {
        acme.contact(status, LONG, null, LONG);

        assertThat(hands.activities
                        .flagStaleContacts("acme", Hands.run("1", NOW))
                        .flagged())
                .isEqualTo(1);
    }

    @Test
    @Tag("A5")
    void a_flag_is_a_note_of_background_sync_that_tells_the_hours() {
        var contact = acme.quietFor(Duration.ofMinutes(26 * 60 + 20));

        hands.activities.flagStaleContacts("acme", Hands.run("1", NOW));

        var note = db.fetchSingle(CONTACT_NOTE);
        assertThat(note.getContactId()).isEqualTo(contact);
        assertThat(note.getContent()).isEqualTo("Sync check: No activity for 26 hours");
        assertThat(note.getAddedBy()).isEqualTo("background-sync");
        assertThat(note.getAddedAt()).isEqualTo(NOW);
    }

    @Test
    @Tag("A6")
    void a_flag_protects_for_24_hours_and_no_longer() {
        var protectedBarely = acme.quietFor(LONG);
        acme.flag(protectedBarely, Duration.ofHours(24).minusMillis(1));
        var noLonger = acme.quietFor(LONG);
        acme.flag(noLonger, Duration.ofHours(24));
        var notedByAPerson = acme.quietFor(LONG);
        acme.note(notedByAPerson, "ana@example.com", Duration.ofMinutes(5));

        var outcome = hands.activities.flagStaleContacts("acme", Hands.run("1", NOW));

        assertThat(acme.flaggedAt(NOW)).containsExactlyInAnyOrder(noLonger, notedByAPerson);
        assertThat(outcome.inCooldown()).isEqualTo(1);
    }

    @Test
    @Tag("A7")
    void with_120_stale_contacts_three_runs_flag_50_50_and_20_the_longest_quiet_first() {
        var contacts = acme.quiet(120);

        for (int run = 0; run < 3; run++) {
            var asOf = NOW.plus(Duration.ofHours(run));
            var outcome = hands.activities.flagStaleContacts("acme", Hands.run("run" + run, asOf));

            var expected = contacts.subList(run * 50, Math.min(120, run * 50 + 50));
            assertThat(acme.flaggedAt(asOf)).isEqualTo(expected);
            assertThat(outcome.flagged()).isEqualTo(expected.size());
            assertThat(outcome.inCooldown()).isEqualTo(run * 50);
            assertThat(outcome.backlog()).isEqualTo(120 - run * 50 - expected.size());
            assertThat(outcome.staleFound()).isEqualTo(120);
        }
    }

    @Test
    @Tag("A7")
    void of_contacts_that_are_quiet_equally_long_the_lower_id_comes_first() {
        var contacts = Stream.generate(() -> acme.quietFor(LONG)).limit(60).toList();

        hands.activities.flagStaleContacts("acme", Hands.run("1", NOW));

        assertThat(acme.flaggedAt(NOW)).isEqualTo(contacts.subList(0, 50));
    }

    @Test
    @Tag("A8")
    void a_run_writes_one_health_row_with_what_it_found() {
        acme.quiet(60);
        acme.flag(acme.quietFor(LONG), Duration.ofHours(1));
        acme.contact("archived", LONG, null, LONG);

        hands.activities.flagStaleContacts("acme", Hands.run("1", NOW));

        var row = db.fetchSingle(SYNC_HEALTH);
        assertThat(row.getWorkspaceId()).isEqualTo("acme");
        assertThat(row.getRunAt()).isEqualTo(NOW);
        assertThat(row.getContactsChecked()).isEqualTo(62);
        assertThat(row.getStaleFound()).isEqualTo(61);
        assertThat(row.getInCooldown()).isEqualTo(1);
        assertThat(row.getFlagged()).isEqualTo(50);
        assertThat(row.getBacklog()).isEqualTo(10);
        assertThat(row.getStatus()).isEqualTo("completed");
        assertThat(row.getError()).isNull();
        assertThat(row.getDuration()).isPositive();
        assertThat(row.getTrigger()).isEqualTo("scheduled");
        assertThat(row.getWorkflowId()).isEqualTo("reconcile/sweep");
        assertThat(row.getRunId()).isEqualTo("run-1");
    }

    @Test
    @Tag("A9")
    void a_flag_touches_neither_the_contact_nor_any_other_note() {
        var contact = acme.quietFor(LONG);
        acme.note(contact, "ana@example.com", Duration.ofMinutes(5));
        var contactBefore = db.fetchSingle(CONTACT);
        var noteBefore = db.fetchSingle(CONTACT_NOTE);

        hands.activities.flagStaleContacts("acme", Hands.run("1", NOW));

        assertThat(db.fetchSingle(CONTACT)).isEqualTo(contactBefore);
        assertThat(db.fetch(CONTACT_NOTE)).hasSize(2).contains(noteBefore);
    }

    @Test
    @Tag("A1")
    void a_workspace_that_is_unknown_or_not_active_is_rejected_and_nothing_is_written() {
        db.insertInto(WORKSPACE)
                .set(WORKSPACE.ID, "half")
                .set(WORKSPACE.CHANNEL_PHONE_ID, "phone")
                .set(WORKSPACE.CHANNEL_ACCESS_TOKEN, "")
                .execute();

        for (var workspace : List.of("half", "nowhere")) {
            var failure = catchThrowable(() -> hands.activities.flagStaleContacts(workspace, Hands.run("1", NOW)));
            assertThat(Rejected.isCauseOf(failure)).isTrue();
            assertThat(Failures.reason(failure)).contains("'" + workspace + "'");
        }
        assertThat(db.fetchCount(SYNC_HEALTH)).isZero();
    }

    @Test
    @Tag("A13")
    void a_dry_run_writes_nothing_and_the_run_then_flags_what_it_listed() {
        acme.quiet(70);
        acme.flag(acme.quietFor(LONG), Duration.ofHours(1));
        var notes = db.fetchCount(CONTACT_NOTE);

        var plan = hands.activities.flagStaleContacts("acme", Hands.dryRun("1", NOW));

        assertThat(db.fetchCount(CONTACT_NOTE)).isEqualTo(notes);
        assertThat(db.fetchCount(SYNC_HEALTH)).isZero();
        var outcome = hands.activities.flagStaleContacts("acme", Hands.run("2", NOW));
        assertThat(acme.flaggedAt(NOW))
                .isEqualTo(
                        plan.wouldFlag().stream().map(StaleContact::contactId).toList());
        assertThat(db.select(CONTACT_NOTE.CONTENT)
                        .from(CONTACT_NOTE)
                        .where(CONTACT_NOTE.ADDED_AT.eq(NOW))
                        .orderBy(CONTACT_NOTE.ID)
                        .fetch(CONTACT_NOTE.CONTENT))
                .isEqualTo(plan.wouldFlag().stream().map(StaleContact::note).toList());
        assertThat(outcome)
                .usingRecursiveComparison()
                .ignoringFields("wouldFlag")
                .isEqualTo(plan);
    }

    @Test
    @Tag("A11")
    void a_failed_run_is_one_failed_health_row_and_one_failure_however_often_it_is_recorded() {
        var run = Hands.run("1", NOW);

        hands.activities.recordFailedRun("acme", run, "the table is locked by 42");
        hands.activities.recordFailedRun("acme", run, "the table is locked by 42");

        var health = db.fetchSingle(SYNC_HEALTH);
        assertThat(health.getStatus()).isEqualTo("failed");
        assertThat(health.getError()).isEqualTo("the table is locked by 42");
        var failure = db.fetchSingle(SYNC_FAILURE);
        assertThat(failure.getSource()).isEqualTo("reconcile");
        assertThat(failure.getWorkspaceId()).isEqualTo("acme");
        assertThat(failure.getResolved()).isFalse();
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(hands.meters.get("plumbline.reconcile.failed").counter().count())
                .isEqualTo(1);
    }

    @Test
    @Tag("A8")
    void the_row_of_a_failed_run_has_its_duration_and_its_counts_too() {
        acme.quiet(3);
        acme.flag(acme.quietFor(LONG), Duration.ofHours(3));
        acme.quietFor(Duration.ofMinutes(5));
        var later = new Hands(db, Hands.settings(), InstantSource.fixed(NOW.plusSeconds(90)));

        later.activities.recordFailedRun("acme", Hands.run("1", NOW), "it took too long");

        var row = db.fetchSingle(SYNC_HEALTH);
        assertThat(row.getDuration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(List.of(row.getContactsChecked(), row.getStaleFound(), row.getInCooldown(), row.getFlagged()))
                .isEqualTo(List.of(5, 4, 1, 0));
    }

    @Test
    @Tag("A8")
    @Tag("A11")
    void a_run_whose_contacts_cannot_even_be_counted_is_recorded_without_counts() {
        acme.quiet(3);
        db.execute("alter table contact rename to contact_away");
        try {
            hands.activities.recordFailedRun("acme", Hands.run("1", NOW), "there are no contacts");
        } finally {
            db.execute("alter table contact_away rename to contact");
        }

        var row = db.fetchSingle(SYNC_HEALTH);
        assertThat(row.getError()).isEqualTo("there are no contacts");
        assertThat(row.getContactsChecked()).isZero();
        assertThat(db.fetchCount(SYNC_FAILURE)).isEqualTo(1);
    }

    @Test
    @Tag("A11")
    void a_run_that_was_done_after_all_is_not_recorded_as_failed() {
        var run = Hands.run("1", NOW);
        hands.activities.flagStaleContacts("acme", run);

        hands.activities.recordFailedRun("acme", run, "the worker went away");

        assertThat(db.fetchSingle(SYNC_HEALTH).getStatus()).isEqualTo("completed");
        assertThat(db.fetchCount(SYNC_FAILURE)).isZero();
    }

    @Test
    @Tag("A8")
    @Tag("E9")
    void health_rows_are_kept_for_90_days() {
        hands.activities.flagStaleContacts(
                "acme", Hands.run("old", NOW.minus(Duration.ofDays(90)).minusMillis(1)));
        hands.activities.flagStaleContacts("acme", Hands.run("kept", NOW.minus(Duration.ofDays(90))));

        assertThat(hands.activities.dropExpiredRuns()).isEqualTo(1);

        assertThat(db.fetchSingle(SYNC_HEALTH).getRunId()).isEqualTo("run-kept");
    }
}
