package io.plumbline.activities.conversation;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.conversation.InboundActivity.Channel;
import io.plumbline.activities.conversation.InboundActivity.Message;
import io.plumbline.activities.secrets.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that arrive are activity of their contacts. */
class InboundActivityTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Channel ACME = new Channel("acme", "MX", "secret");

    private final DSLContext db = TestDatabase.empty();
    private final InboundActivity activity = new InboundActivity(db, Secrets.withoutKey());

    @BeforeEach
    void workspaces() {
        db.insertInto(WORKSPACE, WORKSPACE.ID, WORKSPACE.REGION, WORKSPACE.WEBHOOK_SECRET)
                .values("acme", "MX", "secret")
                .values("other", "MX", "other")
                .values("mute", "MX", null)
                .execute();
        db.insertInto(CONTACT, CONTACT.ID, CONTACT.WORKSPACE_ID, CONTACT.PHONE, CONTACT.LAST_ACTIVITY_AT)
                .values(1L, "acme", "(55) 1234-5678", NOW.minus(Duration.ofHours(5)))
                .values(2L, "acme", "+525511111111", null)
                .values(3L, "other", "+525512345678", NOW.minus(Duration.ofHours(5)))
                .execute();
        db.update(CONTACT)
                .set(CONTACT.CREATED_AT, NOW.minus(Duration.ofDays(9)))
                .execute();
    }

    private Instant lastActivity(long contact) {
        return db.fetchSingle(CONTACT, CONTACT.ID.eq(contact)).getLastActivityAt();
    }

    @Test
    @Tag("B14")
    void the_newest_message_moves_the_last_activity_of_its_contact_and_of_no_other_tenants() {
        var heardOf = activity.record(
                ACME,
                List.of(
                        new Message("5215512345678", NOW.minusSeconds(5)),
                        new Message("525512345678", NOW.minusSeconds(9)),
                        new Message("525511111111", NOW.minusSeconds(7)),
                        new Message("525599999999", NOW)));

        assertThat(heardOf).isEqualTo(2);
        assertThat(lastActivity(1)).isEqualTo(NOW.minusSeconds(5));
        assertThat(lastActivity(2)).isEqualTo(NOW.minusSeconds(7));
        assertThat(lastActivity(3)).isEqualTo(NOW.minus(Duration.ofHours(5)));
    }

    @Test
    @Tag("B14")
    void an_old_message_and_a_delivery_that_comes_twice_change_nothing() {
        var messages = List.of(new Message("525512345678", NOW));
        activity.record(ACME, messages);
        var before = db.fetch(CONTACT);

        activity.record(ACME, messages);
        activity.record(ACME, List.of(new Message("525512345678", NOW.minus(Duration.ofHours(1)))));

        assertThat(db.fetch(CONTACT)).isEqualTo(before);
    }

    @Test
    @Tag("A3")
    @Tag("B14")
    void an_old_message_leaves_a_contact_of_unknown_activity_as_active_as_its_last_change_says() {
        db.update(CONTACT)
                .set(CONTACT.UPDATED_AT, NOW.minus(Duration.ofMinutes(10)))
                .execute();
        var before = db.fetch(CONTACT);

        activity.record(ACME, List.of(new Message("525511111111", NOW.minus(Duration.ofDays(3)))));

        assertThat(db.fetch(CONTACT)).isEqualTo(before);
    }

    @Test
    @Tag("B8")
    @Tag("B14")
    void a_message_is_of_the_contact_whose_phone_is_written_with_an_extension() {
        db.update(CONTACT)
                .set(CONTACT.PHONE, "55 1234 5678 ext. 9")
                .where(CONTACT.ID.eq(1L))
                .execute();

        activity.record(ACME, List.of(new Message("5215512345678", NOW)));

        assertThat(lastActivity(1)).isEqualTo(NOW);
    }

    @Test
    @Tag("B14")
    void a_workspace_without_a_secret_takes_no_messages() {
        assertThat(activity.channel("mute")).isEmpty();
        assertThat(activity.channel("nowhere")).isEmpty();
        assertThat(activity.channel("acme")).contains(ACME);
    }
}
