package io.plumbline.activities.incidents;

import static io.plumbline.infra.db.Tables.INCIDENT;
import static io.plumbline.infra.db.Tables.INCIDENT_MESSAGE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.plumbline.infra.db.tables.records.IncidentMessageRecord;
import io.plumbline.infra.db.tables.records.IncidentRecord;
import io.plumbline.workflows.run.Rejected;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** The incidents and what each channel has told of them. */
@Component
public final class IncidentRepository {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final int DOUBLINGS = 6; // up to ten minutes

    private final DSLContext db;
    private final List<IncidentChannel> channels;
    private final IncidentSettings settings;

    IncidentRepository(DSLContext db, List<IncidentChannel> channels, IncidentSettings settings) {
        this.db = db;
        this.channels = channels.stream().filter(IncidentChannel::isOn).toList();
        this.settings = settings;
    }

    /** What became of a message: one that was refused is not tried again. */
    public enum Told {
        sent,
        failed,
        refused,
        nothing
    }

    /** The names of the channels that reach somebody. */
    public List<String> channels() {
        return channels.stream().map(IncidentChannel::name).toList();
    }

    /**
     * Every open incident is to be told by every channel; what has been good for long enough is closed, which is to be told
     * too; and what was closed long ago is dropped.
     */
    public void settle(Instant now) {
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            channels.forEach(channel -> addMessages(tx, channel.name())); // before any is closed
            tx.update(INCIDENT)
                    .set(INCIDENT.CLOSED_AT, now)
                    .where(INCIDENT.CLOSED_AT.isNull(), INCIDENT.GOOD_SINCE.le(now.minus(settings.overAfter())))
                    .execute();
            tx.deleteFrom(INCIDENT)
                    .where(INCIDENT.CLOSED_AT.lt(now.minus(settings.keepFor())))
                    .execute();
        });
    }

    private static void addMessages(DSLContext tx, String channel) {
        tx.insertInto(INCIDENT_MESSAGE, INCIDENT_MESSAGE.INCIDENT_ID, INCIDENT_MESSAGE.CHANNEL)
                .select(select(INCIDENT.ID, inline(channel))
                        .from(INCIDENT)
                        .where(INCIDENT.CLOSED_AT.isNull())
                        .andNotExists(selectOne()
                                .from(INCIDENT_MESSAGE)
                                .where(
                                        INCIDENT_MESSAGE.INCIDENT_ID.eq(INCIDENT.ID),
                                        INCIDENT_MESSAGE.CHANNEL.eq(channel))))
                .onConflictDoNothing()
                .execute();
    }

    /**
     * Sends one message of this channel that is due, if there is one. The row stays locked meanwhile, so that another worker
     * takes another one; a worker that dies after sending sends the same message again.
     */
    public Told tellNext(String channel, Instant now) {
        return db.transactionResult(transaction ->
                next(transaction.dsl(), channel, now).map(row -> tell(row, now)).orElse(Told.nothing));
    }

    private static Optional<Record> next(DSLContext tx, String channel, Instant now) {
        return tx.select()
                .from(INCIDENT_MESSAGE)
                .join(INCIDENT)
                .on(INCIDENT.ID.eq(INCIDENT_MESSAGE.INCIDENT_ID))
                .where(INCIDENT_MESSAGE.CHANNEL.eq(channel))
                .and(INCIDENT_MESSAGE.TOLD_OVER_AT.isNull())
                .and(INCIDENT_MESSAGE.REFUSED_AT.isNull())
                .and(INCIDENT_MESSAGE.TOLD_OPEN_AT.isNull().or(INCIDENT.CLOSED_AT.isNotNull()))
                .and(INCIDENT_MESSAGE.NEXT_TRY_AT.isNull().or(INCIDENT_MESSAGE.NEXT_TRY_AT.le(now)))
                .orderBy(INCIDENT_MESSAGE.INCIDENT_ID)
                .limit(1)
                .forUpdate()
                .of(INCIDENT_MESSAGE)
                .skipLocked()
                .fetchOptional();
    }

    private Told tell(Record row, Instant now) {
        var incident = row.into(INCIDENT);
        var state = row.into(INCIDENT_MESSAGE);
        var opening = state.getToldOpenAt() == null;
        try {
            channel(state.getChannel()).send(message(incident, opening));
        } catch (RuntimeException e) {
            return failed(state, e, now);
        }
        if (opening) {
            state.setToldOpenAt(now);
        } else {
            state.setToldOverAt(now);
        }
        state.setAttempts(0);
        state.setError(null);
        state.setNextTryAt(null);
        state.update();
        return Told.sent;
    }

    private IncidentChannel channel(String name) {
        return channels.stream()
                .filter(channel -> channel.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static IncidentMessage message(IncidentRecord incident, boolean opening) {
        return new IncidentMessage(
                incident.getId(),
                incident.getCause(),
                List.of(incident.getRecipients()),
                incident.getSubject(),
                incident.getText(),
                incident.getOpenedAt(),
                opening ? null : incident.getGoodSince(),
                opening ? null : incident.getClosedAt());
    }

    private static Told failed(IncidentMessageRecord state, RuntimeException e, Instant now) {
        var refused = Rejected.isCauseOf(e);
        state.setAttempts(state.getAttempts() + 1);
        state.setError(
                e instanceof ApplicationFailure known ? known.getOriginalMessage() : String.valueOf(e.getMessage()));
        state.setNextTryAt(now.plus(waitAfter(state.getAttempts())));
        state.setRefusedAt(refused ? now : null);
        state.update();
        return refused ? Told.refused : Told.failed;
    }

    private static Duration waitAfter(int attempts) {
        return FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    }
}
