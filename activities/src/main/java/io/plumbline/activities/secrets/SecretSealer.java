package io.plumbline.activities.secrets;

import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.jooq.impl.DSL.noCondition;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Seals what operators have written plainly, in place, and what an older key has sealed. Several may do so at once, and an
 * operator may write meanwhile: a value is replaced only where it is still the one that was read.
 */
@Component
public final class SecretSealer {

    /** Every column that has a secret. */
    static final List<SealedColumn<?>> COLUMNS = List.of(
            new SealedColumn<>(WORKSPACE.ID, WORKSPACE.CHANNEL_ACCESS_TOKEN),
            new SealedColumn<>(WORKSPACE.ID, WORKSPACE.WEBHOOK_SECRET),
            new SealedColumn<>(CONNECTOR.ID, CONNECTOR.AUTH_TOKEN),
            new SealedColumn<>(CONNECTOR.ID, CONNECTOR.WEBHOOK_SECRET),
            new SealedColumn<>(CONNECTOR.ID, CONNECTOR.WEBHOOK_SECRET_PREVIOUS));

    private static final int PAGE = 500;

    private final DSLContext db;
    private final Secrets secrets;

    SecretSealer(DSLContext db, Secrets secrets) {
        this.db = db;
        this.secrets = secrets;
    }

    /**
     * What a look at all columns came to.
     *
     * @param unreadable why, for each that cannot be read
     */
    public record Outcome(int sealed, List<String> unreadable) {}

    public Outcome seal() {
        var unreadable = new ArrayList<String>();
        var sealed = 0;
        for (var column : COLUMNS) {
            sealed += seal(column, unreadable);
        }
        return new Outcome(sealed, List.copyOf(unreadable));
    }

    private <T> int seal(SealedColumn<T> column, List<String> unreadable) {
        var sealed = 0;
        @Nullable T after = null;
        while (true) {
            var rows = db.select(column.id(), column.secret())
                    .from(column.table())
                    .where(unfinished(column)
                            .and(after == null ? noCondition() : column.id().gt(after)))
                    .orderBy(column.id())
                    .limit(PAGE)
                    .fetch();
            for (var row : rows) {
                sealed += seal(column, row.value1(), row.value2(), unreadable);
                after = row.value1();
            }
            if (rows.size() < PAGE) {
                return sealed;
            }
        }
    }

    /** Without a key: those that are sealed, since nobody can read them. */
    private Condition unfinished(SealedColumn<?> column) {
        return secrets.newestMark()
                .map(mark -> column.secret()
                        .ne("")
                        .and(column.secret().startsWith(mark).not()))
                .orElseGet(() -> column.secret().startsWith(Secrets.MARK));
    }

    /** @return how many rows were changed: one, or none when somebody was faster */
    private <T> int seal(SealedColumn<T> column, T id, String stored, List<String> unreadable) {
        var place = column.place(id);
        try {
            return db.update(column.table())
                    .set(column.secret(), secrets.seal(place, secrets.open(place, stored)))
                    .where(column.id().eq(id).and(column.secret().eq(stored)))
                    .execute();
        } catch (UnreadableSecret e) {
            unreadable.add(String.valueOf(e.getMessage()));
            return 0;
        }
    }
}
