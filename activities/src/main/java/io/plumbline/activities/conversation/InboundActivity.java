package io.plumbline.activities.conversation;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.values;

import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.Secrets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Row2;
import org.springframework.stereotype.Component;

/** Messages that arrived, as activity of their contacts (B14). */
@Component
public final class InboundActivity {

    private final DSLContext db;
    private final Secrets secrets;

    InboundActivity(DSLContext db, Secrets secrets) {
        this.db = db;
        this.secrets = secrets;
    }

    /**
     * What a workspace needs to take messages.
     *
     * @param secret of its messages' signature
     */
    public record Channel(String workspaceId, String region, String secret) {}

    /** One message. */
    public record Message(String from, Instant at) {}

    /** Empty for a workspace that is unknown or takes no messages, or whose secret cannot be read. */
    public Optional<Channel> channel(String workspaceId) {
        return db.select(WORKSPACE.ID, WORKSPACE.REGION, WORKSPACE.WEBHOOK_SECRET)
                .from(WORKSPACE)
                .where(WORKSPACE.ID.eq(workspaceId).and(WORKSPACE.WEBHOOK_SECRET.ne("")))
                .fetchOptional()
                .flatMap(row -> secrets.find(new SecretPlace(WORKSPACE.WEBHOOK_SECRET, row.value1()), row.value3())
                        .map(secret -> new Channel(row.value1(), row.value2() == null ? "" : row.value2(), secret)));
    }

    /**
     * Moves the last activity of the contacts forwards to their newest message, never backwards; so a delivery that comes
     * twice has one effect.
     *
     * @return how many contacts were heard of
     */
    public int record(Channel channel, List<Message> messages) {
        var region = channel.region().isEmpty() ? null : channel.region();
        var tails = new HashSet<String>();
        var newest = new HashMap<String, Instant>(); // by number, in each form that it may have
        for (var message : messages) {
            Phone.parse(international(message.from()), region).ifPresent(phone -> {
                tails.add(phone.tail());
                phone.candidates().forEach(number -> newest.merge(number, message.at(), InboundActivity::later));
            });
        }
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var heardOf = new HashMap<Long, Instant>();
            tx.select(CONTACT.ID, CONTACT.PHONE)
                    .from(CONTACT)
                    .where(CONTACT.WORKSPACE_ID.eq(channel.workspaceId()), ContactUpdate.hasTail(tails))
                    .forEach(contact -> Phone.parse(contact.value2(), region)
                            .map(phone -> newest.get(phone.e164()))
                            .ifPresent(at -> heardOf.put(contact.value1(), at)));
            moveForwards(tx, heardOf);
            return heardOf.size();
        });
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** One statement for all. It locks them in one order, so that deliveries do not wait crosswise. */
    private static void moveForwards(DSLContext tx, Map<Long, Instant> heardOf) {
        if (heardOf.isEmpty()) {
            return;
        }
        var heard = values(heardOf.entrySet().stream()
                        .map(one -> row(val(one.getKey(), CONTACT.ID), val(one.getValue(), CONTACT.LAST_ACTIVITY_AT)))
                        .toArray(Row2[]::new))
                .as("heard", "id", "at");
        var at = heard.field("at", CONTACT.LAST_ACTIVITY_AT.getDataType());
        var locked = select(CONTACT.ID, at)
                .from(CONTACT)
                .join(heard)
                .on(CONTACT.ID.eq(heard.field("id", CONTACT.ID.getDataType())))
                .where(CONTACT.QUIET_SINCE.lt(at))
                .orderBy(CONTACT.ID)
                .forNoKeyUpdate()
                .of(CONTACT)
                .asTable("locked");
        tx.update(CONTACT)
                .set(CONTACT.LAST_ACTIVITY_AT, locked.field(at))
                .from(locked)
                .where(CONTACT.ID.eq(locked.field(CONTACT.ID)))
                .execute();
    }

    /** Messaging providers send international numbers without the plus. */
    private static String international(String from) {
        return from.startsWith("+") ? from : "+" + from;
    }
}
