package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.nullif;

import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** What people know contacts by. */
@Component
public final class ContactNames {

    private final DSLContext db;

    ContactNames(DSLContext db) {
        this.db = db;
    }

    /** By id: the name, else the phone, else the email. One that has none of them, or is gone, is left out. */
    public Map<Long, String> of(Collection<Long> contactIds) {
        var known = coalesce(nullif(CONTACT.NAME, ""), nullif(CONTACT.PHONE, ""), nullif(CONTACT.EMAIL, ""));
        return db.select(CONTACT.ID, known)
                .from(CONTACT)
                .where(CONTACT.ID.in(contactIds).and(known.isNotNull()))
                .fetchMap(CONTACT.ID, known);
    }
}
