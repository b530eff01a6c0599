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
import java.time.temporal.ChronoUnit;
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
    private static final Duration CLAIMED_FOR = Duration.ofMinutes(2); // longer than any channel takes

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
     * Sends one message of this channel that is due, if there is one. No transaction is open meanwhile: the message is
     * claimed, and another worker leaves it alone until the claim is over. So one that a worker died with is sent again.
     */
    public Told tellNext(String channel, Instant now) {
        return db.transactionResult(transaction -> claimNext(transaction.dsl(), channel, now))
                .map(claim -> tell(claim, now))
                .orElse(Told.nothing);
    }

    /**
     * A message that is ours to send.
     *
     * @param state its row
     * @param until when nobody else sends it
     */
    private record Claim(IncidentRecord incident, IncidentMessageRecord state, Instant until) {

        boolean opening() {
            return state.getToldOpenAt() == null;
        }
    }

    private static Optional<Claim> claimNext(DSLContext tx, String channel, Instant now) {
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
                .fetchOptional()
                .map(row -> claim(row, now));
    }

    private static Claim claim(Record row, Instant now) {
        var state = row.into(INCIDENT_MESSAGE);
        var until = now.plus(CLAIMED_FOR).truncatedTo(ChronoUnit.MICROS); // as the table keeps it
        state.setNextTryAt(until);
        state.update();
        return new Claim(row.into(INCIDENT), state, until);
    }

    private Told tell(Claim claim, Instant now) {
        var state = claim.state();
        try {
            channel(state.getChannel()).send(message(claim.incident(), claim.opening()));
        } catch (RuntimeException e) {
            return failed(claim, e, now);
        }
        if (claim.opening()) {
            state.setToldOpenAt(now);
        } else {
            state.setToldOverAt(now);
        }
        state.setAttempts(0);
        state.setError(null);
        state.setNextTryAt(null);
        record(claim);
        return Told.sent;
    }

    /** Unless it took so long that another worker has claimed it since: then that one records what became of it. */
    private void record(Claim claim) {
        db.update(INCIDENT_MESSAGE)
                .set(claim.state())
                .where(INCIDENT_MESSAGE.INCIDENT_ID.eq(claim.state().getIncidentId()))
                .and(INCIDENT_MESSAGE.CHANNEL.eq(claim.state().getChannel()))
                .and(INCIDENT_MESSAGE.NEXT_TRY_AT.eq(claim.until()))
                .execute();
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

    private Told failed(Claim claim, RuntimeException e, Instant now) {
        var refused = Rejected.isCauseOf(e);
        var state = claim.state();
        state.setAttempts(state.getAttempts() + 1);
        state.setError(
                e instanceof ApplicationFailure known ? known.getOriginalMessage() : String.valueOf(e.getMessage()));
        state.setNextTryAt(now.plus(waitAfter(state.getAttempts())));
        state.setRefusedAt(refused ? now : null);
        record(claim);
        return refused ? Told.refused : Told.failed;
    }

    private static Duration waitAfter(int attempts) {
        return FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    }
}
