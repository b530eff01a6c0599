package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.WORKSPACE;

import io.plumbline.workflows.reconcile.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** A workspace of a test, and the contacts that the test puts into it. */
record Tenant(DSLContext db, String id, Instant now) {

    static Tenant active(DSLContext db, String id, Instant now) {
        db.insertInto(WORKSPACE)
                .set(WORKSPACE.ID, id)
                .set(WORKSPACE.CHANNEL_PHONE_ID, "phone")
                .set(WORKSPACE.CHANNEL_ACCESS_TOKEN, "token")
                .execute();
        return new Tenant(db, id, now);
    }

    long contact(String status, @Nullable Duration activity, @Nullable Duration update, Duration creation) {
        return db.insertInto(CONTACT)
                .set(CONTACT.WORKSPACE_ID, id)
                .set(CONTACT.LEAD_STATUS, status)
                .set(CONTACT.LAST_ACTIVITY_AT, ago(activity))
                .set(CONTACT.UPDATED_AT, ago(update))
                .set(CONTACT.CREATED_AT, ago(creation))
                .returning(CONTACT.ID)
                .fetchSingle(CONTACT.ID);
    }

    /** A lead without activity for so long. */
    long quietFor(Duration quiet) {
        return contact("new", quiet, null, quiet.plusDays(1));
    }

    /** So many leads, the first the longest quiet. */
    List<Long> quiet(int count) {
        var contacts = new java.util.ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            contacts.add(quietFor(Duration.ofDays(2).minusMinutes(i)));
        }
        return contacts;
    }

    void flag(long contactId, Duration ago) {
        note(contactId, Flag.AUTHOR, ago);
    }

    void note(long contactId, String author, Duration ago) {
        db.insertInto(CONTACT_NOTE)
                .set(CONTACT_NOTE.CONTACT_ID, contactId)
                .set(CONTACT_NOTE.CONTENT, "a note")
                .set(CONTACT_NOTE.ADDED_BY, author)
                .set(CONTACT_NOTE.ADDED_AT, now.minus(ago))
                .execute();
    }

    /** The contacts that have a flag of this moment, in the order in which they got it. */
    List<Long> flaggedAt(Instant moment) {
        return db.select(CONTACT_NOTE.CONTACT_ID)
                .from(CONTACT_NOTE)
                .join(CONTACT)
                .on(CONTACT.ID.eq(CONTACT_NOTE.CONTACT_ID))
                .where(CONTACT.WORKSPACE_ID.eq(id), CONTACT_NOTE.ADDED_BY.eq(Flag.AUTHOR))
                .and(CONTACT_NOTE.ADDED_AT.eq(moment))
                .orderBy(CONTACT_NOTE.ID)
                .fetch(CONTACT_NOTE.CONTACT_ID);
    }

    private @Nullable Instant ago(@Nullable Duration duration) {
        return duration == null ? null : now.minus(duration);
    }
}
