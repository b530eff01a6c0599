package io.plumbline.activities.conversation;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.CONVERSATION;
import static io.plumbline.infra.db.Tables.SYNC_FAILURE;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.infra.db.tables.records.ContactRecord;
import io.plumbline.workflows.conversation.ConversationActivities;
import io.plumbline.workflows.conversation.ConversationOutcome;
import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.conversation.ConversationState;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How what a bot saves reaches the contact, on a real PostgreSQL. */
class ConversationActivitiesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Phone PHONE = new Phone("+525512345678");

    private final DSLContext db = TestDatabase.empty();
    private final ConversationRepository conversations = new ConversationRepository(db);
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
    private ConversationActivities activities;

    @BeforeEach
    void start() {
        temporal.registerActivitiesImplementations(
                new ConversationActivitiesImpl(db, InstantSource.fixed(NOW), new SimpleMeterRegistry()));
        activities = temporal.newActivityStub(ConversationActivities.class);
        workspace("acme");
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    private void workspace(String id) {
        db.insertInto(WORKSPACE)
                .set(WORKSPACE.ID, id)
                .set(WORKSPACE.REGION, "MX")
                .execute();
    }

    private long contact(String workspaceId, String phone, String status) {
        return db.insertInto(CONTACT)
                .set(CONTACT.WORKSPACE_ID, workspaceId)
                .set(CONTACT.PHONE, phone)
                .set(CONTACT.LEAD_STATUS, status)
                .set(CONTACT.CREATED_AT, NOW.minus(Duration.ofDays(9)))
                .returning(CONTACT.ID)
                .fetchSingle(CONTACT.ID);
    }

    private ContactRecord contact(long id) {
        return db.fetchSingle(CONTACT, CONTACT.ID.eq(id));
    }

    private ConversationRepository.Saved save(ConversationState state, @Nullable String name, @Nullable Instant at) {
        return conversations.save(
                "acme",
                PHONE,
                new ConversationSave(state, name, null, null, null, null, null, JSONB.valueOf("{}"), at),
                NOW);
    }

    private void saveData(String data) {
        conversations.save(
                "acme",
                PHONE,
                new ConversationSave(
                        ConversationState.qualifying, null, null, null, null, null, null, JSONB.valueOf(data), NOW),
                NOW);
    }

    private void saveScore(ConversationState state, int score) {
        conversations.save(
                "acme",
                PHONE,
                new ConversationSave(state, "Ana", null, null, null, score, null, JSONB.valueOf("{}"), NOW),
                NOW);
    }

    private ConversationOutcome sync() {
        return activities.syncContact("acme", PHONE.e164());
    }

    @Test
    @Tag("B2")
    void a_save_brings_fields_score_status_and_activity_to_the_contact() {
        var id = contact("acme", "55 1234 5678", "new");
        conversations.save(
                "acme",
                PHONE,
                new ConversationSave(
                        ConversationState.qualifying,
                        "Ana Lopez",
                        "ana@example.com",
                        "bakery",
                        "no time",
                        72,
                        "warm",
                        JSONB.valueOf("{\"step\":3}"),
                        NOW.minusSeconds(30)),
                NOW);

        assertThat(sync()).isEqualTo(ConversationOutcome.SYNCED);

        var contact = contact(id);
        assertThat(contact.getName()).isEqualTo("Ana Lopez");
        assertThat(contact.getEmail()).isEqualTo("ana@example.com");
        assertThat(contact.getBusinessType()).isEqualTo("bakery");
        assertThat(contact.getPainPoints()).isEqualTo("no time");
        assertThat(contact.getLeadScore()).isEqualTo(72);
        assertThat(contact.getLeadTemperature()).isEqualTo("warm");
        assertThat(contact.getLeadStatus()).isEqualTo("qualified");
        assertThat(contact.getStatusChangedBy()).isEqualTo("sarah-bot");
        assertThat(contact.getStatusChangedAt()).isEqualTo(NOW);
        assertThat(contact.getLastActivityAt()).isEqualTo(NOW.minusSeconds(30));
        assertThat(contact.getPhone()).isEqualTo("55 1234 5678"); // as it was stored
    }

    @Test
    @Tag("B11")
    void nothing_erases_nothing_and_a_status_that_stays_keeps_who_changed_it() {
        var id = contact("acme", PHONE.e164(), "contacted");
        db.update(CONTACT)
                .set(CONTACT.NAME, "Known Name")
                .set(CONTACT.EMAIL, "known@example.com")
                .set(CONTACT.STATUS_CHANGED_BY, "ana")
                .execute();
        save(ConversationState.qualifying, "", NOW);

        sync();

        var contact = contact(id);
        assertThat(contact.getName()).isEqualTo("Known Name");
        assertThat(contact.getEmail()).isEqualTo("known@example.com");
        assertThat(contact.getLeadStatus()).isEqualTo("contacted");
        assertThat(contact.getStatusChangedBy()).isEqualTo("ana");
        assertThat(contact.getStatusChangedAt()).isNull();
    }

    @Test
    @Tag("B11")
    void what_an_earlier_save_said_is_still_known_when_only_the_last_one_is_synced() {
        var id = contact("acme", PHONE.e164(), "new");
        save(ConversationState.completed, "Ana", NOW.minusSeconds(60));
        save(ConversationState.greeting, null, NOW.minusSeconds(30)); // she writes again

        sync();

        assertThat(contact(id).getName()).isEqualTo("Ana");
        assertThat(contact(id).getLeadStatus()).isEqualTo("converted");
        assertThat(db.fetchSingle(CONVERSATION).getState()).isEqualTo("greeting");
    }

    @Test
    @Tag("B7")
    void last_activity_is_the_events_own_time_and_never_moves_backwards() {
        var id = contact("acme", PHONE.e164(), "new");
        db.update(CONTACT).set(CONTACT.LAST_ACTIVITY_AT, NOW.minusSeconds(10)).execute();
        save(ConversationState.greeting, null, NOW.minus(Duration.ofDays(1)));

        sync();

        assertThat(contact(id).getLastActivityAt()).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    @Tag("A3")
    @Tag("B7")
    void an_old_event_leaves_a_contact_of_unknown_activity_as_active_as_its_last_change_says() {
        var id = contact("acme", PHONE.e164(), "new");
        var changed = NOW.minus(Duration.ofMinutes(10));
        db.update(CONTACT).set(CONTACT.UPDATED_AT, changed).execute();
        save(ConversationState.greeting, null, NOW.minus(Duration.ofDays(3)));

        sync();

        assertThat(contact(id).getQuietSince()).isEqualTo(changed);
    }

    @Test
    @Tag("B7")
    void a_late_retry_never_overwrites_what_a_person_did_since_the_sync() {
        var id = contact("acme", PHONE.e164(), "new");
        save(ConversationState.qualifying, "Ana", NOW);
        sync();
        db.update(CONTACT).set(CONTACT.NAME, "Ana Maria, corrected by hand").execute();

        assertThat(sync()).isEqualTo(ConversationOutcome.SYNCED);

        assertThat(contact(id).getName()).isEqualTo("Ana Maria, corrected by hand");
    }

    @Test
    @Tag("B7")
    @Tag("B11")
    void what_a_person_corrected_stays_until_the_bot_says_it_again() {
        var id = contact("acme", PHONE.e164(), "new");
        saveScore(ConversationState.qualifying, 40);
        sync();
        db.update(CONTACT)
                .set(CONTACT.NAME, "Ana Maria, corrected by hand")
                .set(CONTACT.LEAD_SCORE, 90)
                .execute();

        save(ConversationState.scoring, null, NOW);
        sync();
        assertThat(contact(id).getName()).isEqualTo("Ana Maria, corrected by hand");
        assertThat(contact(id).getLeadScore()).isEqualTo(90);
        saveScore(ConversationState.scoring, 60);
        save(ConversationState.scoring, null, NOW); // before the one with the name and the score is synced
        sync();
        assertThat(contact(id).getName()).isEqualTo("Ana");
        assertThat(contact(id).getLeadScore()).isEqualTo(60);
    }

    @Test
    @Tag("B3")
    @Tag("B11")
    void a_lead_that_a_person_moved_back_goes_where_the_bot_says_now_and_not_where_it_has_been() {
        var id = contact("acme", PHONE.e164(), "new");
        save(ConversationState.handoff, null, NOW);
        sync();
        db.update(CONTACT)
                .set(CONTACT.LEAD_STATUS, "new")
                .set(CONTACT.STATUS_CHANGED_BY, "ana")
                .execute();

        save(ConversationState.greeting, null, NOW);
        sync();
        assertThat(contact(id).getLeadStatus()).isEqualTo("new");
        assertThat(contact(id).getStatusChangedBy()).isEqualTo("ana");
        save(ConversationState.qualifying, null, NOW);
        sync();
        assertThat(contact(id).getLeadStatus()).isEqualTo("qualified");
        save(ConversationState.handoff, null, NOW);
        save(ConversationState.greeting, null, NOW); // both before a sync
        sync();
        assertThat(contact(id).getLeadStatus()).isEqualTo("contacted");
        assertThat(contact(id).getStatusChangedBy()).isEqualTo("sarah-bot");
    }

    @Test
    @Tag("B10")
    @Tag("B11")
    void another_contact_gets_all_that_is_known_and_not_only_what_is_new() {
        contact("acme", PHONE.e164(), "new");
        save(ConversationState.handoff, "Ana", NOW);
        sync();
        db.deleteFrom(CONTACT).execute();
        save(ConversationState.greeting, null, NOW);
        sync();
        var other = contact("acme", PHONE.e164(), "new");

        sync();

        assertThat(contact(other).getName()).isEqualTo("Ana");
        assertThat(contact(other).getLeadStatus()).isEqualTo("contacted");
    }

    @Test
    @Tag("B7")
    void what_the_release_before_has_saved_or_synced_reaches_the_contact_whole() {
        var id = contact("acme", PHONE.e164(), "new");
        save(ConversationState.greeting, "Ana", NOW);
        sync();
        // as it saves: it knows nothing of what the contact was given
        db.execute("update conversation set email = 'ana@example.com', state = 'handoff', lead_status = 'contacted', "
                + "version = version + 1, sync = 'pending'");
        save(ConversationState.handoff, null, NOW);
        sync();
        assertThat(contact(id).getEmail()).isEqualTo("ana@example.com");
        assertThat(contact(id).getLeadStatus()).isEqualTo("contacted");

        db.execute("update conversation set business_type = 'bakery', version = version + 1");
        db.execute("update conversation set synced_version = version, sync = 'synced'"); // as it syncs
        db.update(CONTACT).set(CONTACT.NAME, "Ana Maria, corrected by hand").execute();
        save(ConversationState.handoff, null, NOW);
        sync();

        assertThat(contact(id).getName()).isEqualTo("Ana Maria, corrected by hand");
    }

    @Test
    @Tag("B7")
    void a_save_that_comes_again_without_its_time_does_not_make_the_contact_look_active() {
        var id = contact("acme", PHONE.e164(), "new");
        var hourAgo = NOW.minus(Duration.ofHours(1));
        save(ConversationState.greeting, "Ana", hourAgo);
        sync();

        save(ConversationState.greeting, "Ana", null); // with the time it would be NOW
        sync();
        assertThat(contact(id).getLastActivityAt()).isEqualTo(hourAgo);
        save(ConversationState.greeting, null, null);
        sync();
        assertThat(contact(id).getLastActivityAt()).isEqualTo(hourAgo);
        save(ConversationState.qualifying, "Ana", null);
        sync();
        assertThat(contact(id).getLastActivityAt()).isEqualTo(NOW);
    }

    @Test
    @Tag("B1")
    @Tag("B11")
    void free_json_is_added_to_what_is_known_also_inside_of_objects() {
        saveData("{\"a\":{\"b\":1,\"list\":[1,2]},\"turn\":1}");
        saveData("{\"a\":{\"c\":2,\"list\":[3]},\"turn\":2}");
        saveData("{\"a\":{\"b\":{\"d\":4}}}");

        assertThat(db.fetchSingle(CONVERSATION).getData().data())
                .isEqualTo("{\"a\": {\"b\": {\"d\": 4}, \"c\": 2, \"list\": [3]}, \"turn\": 2}");
    }

    @Test
    @Tag("A9")
    @Tag("B2")
    void a_note_is_added_while_the_contact_is_looked_at() {
        var id = contact("acme", PHONE.e164(), "new");

        db.transaction(transaction -> {
            ContactUpdate.find(transaction.dsl(), "acme", PHONE, "MX");
            db.transaction(other -> {
                other.dsl().execute("set local lock_timeout = '5s'");
                other.dsl()
                        .execute(
                                "insert into contact_note (contact_id, content, added_by) values (?, 'hello', 'ana')",
                                id);
            });
        });

        assertThat(db.fetchCount(CONTACT_NOTE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "55 1234 5678", "+", "525512345678"})
    @Tag("B8")
    void what_is_no_number_in_e164_is_rejected_in_plain_words_and_not_tried_again(String phone) {
        assertThatThrownBy(() -> activities.syncContact("acme", phone)).satisfies(e -> {
            assertThat(Rejected.isCauseOf(e)).isTrue();
            assertThat(Failures.reason(e))
                    .isEqualTo("phone must be in E.164, like +525512345678; it is '" + phone + "'");
        });
    }

    @Test
    @Tag("B7")
    void of_200_saves_sent_together_and_synced_at_random_the_last_saved_is_on_the_contact() throws Exception {
        var id = contact("acme", PHONE.e164(), "new");
        var pool = Executors.newFixedThreadPool(16);
        var random = new Random(3);
        try {
            var futures = new ArrayList<Future<?>>();
            for (int i = 0; i < 200; i++) {
                var name = "save " + i;
                futures.add(pool.submit(() -> {
                    save(ConversationState.qualifying, name, NOW);
                    for (int retries = random.nextInt(3); retries > 0; retries--) {
                        sync();
                    }
                }));
            }
            for (var future : futures) {
                future.get();
            }
        } finally {
            pool.shutdown();
        }
        sync();

        var conversation = db.fetchSingle(CONVERSATION);
        assertThat(conversation.getVersion()).isEqualTo(200);
        assertThat(conversation.getSyncedVersion()).isEqualTo(200);
        assertThat(contact(id).getName()).isEqualTo(conversation.getName());
    }

    @Test
    @Tag("B9")
    void the_same_phone_in_another_workspace_is_never_touched() {
        workspace("other");
        contact("acme", PHONE.e164(), "new");
        var others = contact("other", PHONE.e164(), "new");
        var before = contact(others);
        save(ConversationState.completed, "Ana", NOW);

        sync();

        assertThat(contact(others)).isEqualTo(before);
    }

    @Test
    @Tag("B8")
    void twin_forms_of_a_number_are_one_conversation_and_find_the_contact() {
        var id = contact("acme", "+52 1 55 1234 5678", "new");
        save(ConversationState.greeting, null, NOW);
        var twin = conversations.save(
                "acme",
                new Phone("+5215512345678"),
                new ConversationSave(
                        ConversationState.handoff, null, null, null, null, null, null, JSONB.valueOf("{}"), NOW),
                NOW);

        assertThat(twin).isEqualTo(new ConversationRepository.Saved(PHONE.e164(), 2));
        sync();

        assertThat(contact(id).getLeadStatus()).isEqualTo("contacted");
    }

    @Test
    @Tag("B8")
    void of_several_contacts_that_match_the_one_in_the_same_form_is_meant() {
        contact("acme", "+5215512345678", "new");
        var exact = contact("acme", "(55) 1234-5678", "new");
        save(ConversationState.handoff, null, NOW);

        sync();

        assertThat(contact(exact).getLeadStatus()).isEqualTo("contacted");
    }

    @Test
    @Tag("B10")
    void without_a_contact_it_is_skipped_and_told_and_a_contact_that_appears_gets_the_newest_state() {
        save(ConversationState.greeting, "Ana", NOW);
        var outcome = sync();
        activities.recordConversationFailure("acme", PHONE.e164(), outcome);

        assertThat(outcome).isEqualTo(ConversationOutcome.NO_CONTACT);
        assertThat(db.fetchCount(CONTACT)).isZero();
        var failure = db.fetchSingle(SYNC_FAILURE);
        assertThat(failure.getError()).isEqualTo("contact_not_found");
        assertThat(failure.getContactPhone()).isEqualTo(PHONE.e164());
        assertThat(failure.getPayload().data())
                .isEqualTo("{\"workspaceId\": \"acme\", \"contactPhone\": \"+525512345678\"}");
        assertThat(conversations.pendingSince(NOW.plusSeconds(60), 10)).isEmpty();

        save(ConversationState.qualifying, "Ana Lopez", NOW);
        sync();
        var id = contact("acme", "55-1234-5678", "new");

        assertThat(conversations.pendingSince(NOW.plusSeconds(60), 10)).hasSize(1); // woken
        assertThat(sync()).isEqualTo(ConversationOutcome.SYNCED);
        assertThat(contact(id).getName()).isEqualTo("Ana Lopez");
        assertThat(db.fetchSingle(SYNC_FAILURE).getResolved()).isTrue();
    }

    @Test
    @Tag("B2")
    void a_conversation_knows_the_contact_it_reached_until_that_is_gone() {
        var id = contact("acme", "55 1234 5678", "new");
        save(ConversationState.greeting, "Ana", NOW);
        assertThat(conversations.newest("acme", 10).get(0).contactId()).isNull();

        sync();
        assertThat(conversations.newest("acme", 10).get(0).contactId()).isEqualTo(id);
        sync();
        assertThat(conversations.newest("acme", 10).get(0).contactId()).isEqualTo(id);
        db.deleteFrom(CONTACT).execute();
        assertThat(conversations.newest("acme", 10).get(0).contactId()).isNull();

        save(ConversationState.qualifying, null, NOW);
        sync();
        assertThat(conversations.newest("acme", 10).get(0).syncReason()).isEqualTo("contact_not_found");
    }

    @Test
    @Tag("B10")
    void a_contact_whose_phone_is_corrected_gets_the_waiting_state() {
        contact("acme", "unknown", "new");
        save(ConversationState.greeting, "Ana", NOW);
        sync();

        db.update(CONTACT).set(CONTACT.PHONE, PHONE.e164()).execute();

        assertThat(conversations.pendingSince(NOW.plusSeconds(60), 10)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "+12025550123, '+1 202 555 0123 ext. 45'",
        "+12025550123, (202) 555-0123 x45",
        "+12025550123, 202-555-0123#4",
        "+12025550123, tel:+1-202-555-0123;ext=4567",
        "+18003569377, 1-800-FLOWERS",
        "+18008294287, 1-800-TAX-IBUS"
    })
    @Tag("B8")
    @Tag("B10")
    void a_contact_is_found_whose_phone_is_written_with_an_extension_or_in_letters(String phone, String notation) {
        db.update(WORKSPACE).set(WORKSPACE.REGION, "US").execute();
        conversations.save(
                "acme",
                new Phone(phone),
                new ConversationSave(
                        ConversationState.handoff, "Ana", null, null, null, null, null, JSONB.valueOf("{}"), NOW),
                NOW);
        activities.syncContact("acme", phone);

        var id = contact("acme", notation, "new");

        assertThat(conversations.pendingSince(NOW.plusSeconds(60), 10))
                .as("woken")
                .hasSize(1);
        assertThat(activities.syncContact("acme", phone)).isEqualTo(ConversationOutcome.SYNCED);
        assertThat(contact(id).getName()).isEqualTo("Ana");
    }

    @Test
    @Tag("B10")
    void where_the_workspace_allows_it_the_contact_is_made_once() {
        db.update(WORKSPACE).set(WORKSPACE.CREATE_CONTACTS, true).execute();
        save(ConversationState.qualifying, "Ana", NOW.minus(Duration.ofDays(3)));

        assertThat(sync()).isEqualTo(ConversationOutcome.SYNCED);
        sync();

        var contact = db.fetchSingle(CONTACT);
        assertThat(contact.getPhone()).isEqualTo(PHONE.e164());
        assertThat(contact.getLeadStatus()).isEqualTo("qualified");
        assertThat(contact.getQuietSince()).as("of the event").isEqualTo(NOW.minus(Duration.ofDays(3)));
    }

    @Test
    @Tag("B12")
    @Tag("B13")
    void a_failure_that_fails_again_counts_on_the_same_row() {
        save(ConversationState.greeting, null, NOW);
        var failed = new ConversationOutcome(Sync.failed, "the contact is locked");

        activities.recordConversationFailure("acme", PHONE.e164(), failed);
        activities.recordConversationFailure("acme", PHONE.e164(), failed);

        assertThat(db.fetchSingle(SYNC_FAILURE).getAttempts()).isEqualTo(2);
        assertThat(db.fetchSingle(CONVERSATION).getSync()).isEqualTo("failed");
    }

    @Test
    @Tag("B6")
    void only_saves_that_wait_long_enough_are_picked_up() {
        save(ConversationState.greeting, null, NOW);

        assertThat(conversations.pendingSince(NOW, 10)).isEmpty();
        assertThat(conversations.pendingSince(NOW.plusMillis(1), 10)).hasSize(1);
        contact("acme", PHONE.e164(), "new");
        sync();
        assertThat(conversations.pendingSince(NOW.plusMillis(1), 10)).isEmpty();
    }
}
