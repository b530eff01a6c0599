package io.plumbline.activities.audit;

import static io.plumbline.infra.db.Tables.AUDIT_ENTRY;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** The table of who did what (D9). */
@Component
public final class AuditTrail {

    private static final int DELETED_AT_A_TIME = 10_000;

    private final DSLContext db;

    AuditTrail(DSLContext db) {
        this.db = db;
    }

    /**
     * Adds an entry in the transaction of what it tells of.
     *
     * @return false when this command has its entry already, so that it was done before
     */
    public static boolean add(DSLContext tx, AuditEntry entry) {
        return tx.insertInto(AUDIT_ENTRY)
                        .set(AUDIT_ENTRY.AT, entry.at())
                        .set(AUDIT_ENTRY.ACTOR, entry.actor())
                        .set(AUDIT_ENTRY.ACTION, entry.action())
                        .set(AUDIT_ENTRY.SUBJECT, entry.subject())
                        .set(AUDIT_ENTRY.DETAIL, entry.detail())
                        .set(AUDIT_ENTRY.COMMAND_KEY, entry.commandKey())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** The newest first. */
    public List<AuditEntry> newest(String subject, int limit) {
        return db.selectFrom(AUDIT_ENTRY)
                .where(AUDIT_ENTRY.SUBJECT.eq(subject))
                .orderBy(AUDIT_ENTRY.ID.desc())
                .limit(limit)
                .fetch(row -> new AuditEntry(
                        row.getAt(),
                        row.getActor(),
                        row.getAction(),
                        row.getSubject(),
                        row.getDetail(),
                        row.getCommandKey()));
    }

    /**
     * The oldest first, a bounded number in each transaction.
     *
     * @return how many
     */
    public int deleteBefore(Instant instant) {
        int deleted = 0;
        int batch;
        do {
            batch = db.deleteFrom(AUDIT_ENTRY)
                    .where(AUDIT_ENTRY.ID.in(select(AUDIT_ENTRY.ID)
                            .from(AUDIT_ENTRY)
                            .where(AUDIT_ENTRY.AT.lt(instant))
                            .orderBy(AUDIT_ENTRY.AT, AUDIT_ENTRY.ID)
                            .limit(DELETED_AT_A_TIME)))
                    .execute();
            deleted += batch;
        } while (batch == DELETED_AT_A_TIME);
        return deleted;
    }
}
