package io.plumbline.activities.incidents;

import static io.plumbline.infra.db.Tables.INCIDENT;
import static org.jooq.impl.DSL.castNull;

import io.plumbline.infra.db.tables.records.IncidentRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

/** The incidents and what was told of them. */
@Component
public final class IncidentRepository {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final int DOUBLINGS = 6; // up to ten minutes

    private final DSLContext db;
    private final IncidentChannel channel;
    private final IncidentSettings settings;

    IncidentRepository(DSLContext db, IncidentChannel channel, IncidentSettings settings) {
        this.db = db;
        this.channel = channel;
        this.settings = settings;
    }

    /** Whether a message went out. */
    public enum Told {
        sent,
        failed,
        nothing
    }

    /**
     * Sends one message that is due, if there is one. The row stays locked meanwhile, so that another worker takes another
     * one; a worker that dies after sending sends again, with the same Message-ID.
     */
    public Told tellNext(Instant now) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            return next(tx, now).map(incident -> tell(incident, now)).orElse(Told.nothing);
        });
    }

    private static Optional<IncidentRecord> next(DSLContext tx, Instant now) {
        return tx.selectFrom(INCIDENT)
                .where(unsaid())
                .and(INCIDENT.NEXT_TRY_AT.isNull().or(INCIDENT.NEXT_TRY_AT.le(now)))
                .orderBy(INCIDENT.ID)
                .limit(1)
                .forUpdate()
                .skipLocked()
                .fetchOptional();
    }

    private static Condition unsaid() {
        return INCIDENT.TOLD_OPEN_AT.isNull().or(INCIDENT.CLOSED_AT.isNotNull().and(INCIDENT.TOLD_OVER_AT.isNull()));
    }

    private Told tell(IncidentRecord incident, Instant now) {
        var opening = incident.getToldOpenAt() == null;
        try {
            channel.send(
                    "incident-" + incident.getId() + (opening ? "-open" : "-over"),
                    List.of(incident.getRecipients()),
                    opening ? incident.getSubject() : "Over: " + incident.getSubject(),
                    opening ? incident.getText() : "Good again since " + incident.getGoodSince() + ".");
        } catch (RuntimeException e) {
            incident.setAttempts(incident.getAttempts() + 1);
            incident.setError(String.valueOf(e.getMessage()));
            incident.setNextTryAt(now.plus(waitAfter(incident.getAttempts())));
            incident.update();
            return Told.failed;
        }
        if (opening) {
            incident.setToldOpenAt(now);
        } else {
            incident.setToldOverAt(now);
        }
        incident.setAttempts(0);
        incident.setError(null);
        incident.setNextTryAt(null);
        incident.update();
        return Told.sent;
    }

    private static Duration waitAfter(int attempts) {
        return FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    }

    /** Closes what has been good for long enough, and drops what was closed long ago. */
    public void close(Instant now) {
        db.update(INCIDENT)
                .set(INCIDENT.CLOSED_AT, now)
                .set(INCIDENT.NEXT_TRY_AT, castNull(SQLDataType.INSTANT))
                .where(INCIDENT.CLOSED_AT.isNull(), INCIDENT.GOOD_SINCE.le(now.minus(settings.overAfter())))
                .execute();
        db.deleteFrom(INCIDENT)
                .where(INCIDENT.CLOSED_AT.lt(now.minus(settings.keepFor())))
                .execute();
    }
}
