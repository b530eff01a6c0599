package io.plumbline.activities.products;

import static io.plumbline.activities.products.SyncSessionRepository.PRODUCTS;
import static io.plumbline.infra.db.Tables.SYNC_CONTROL;
import static io.plumbline.infra.db.Tables.SYNC_SESSION;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectFrom;

import io.plumbline.activities.audit.AuditEntry;
import io.plumbline.activities.audit.AuditTrail;
import io.plumbline.infra.db.tables.records.SyncControlRecord;
import io.plumbline.workflows.products.ProductSchedule;
import io.plumbline.workflows.products.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people want of the sync (D1, D7, D8): the row that the schedule is worked out from. Each change and its entry in
 * the audit trail (D9) are one transaction; telling the schedule comes after, and may come late.
 */
@Component
public final class SyncControlRepository {

    private static final JsonMapper JSON = new JsonMapper();

    private final DSLContext db;
    private final ProductSettings settings;
    private final ProductFeed feed;
    private final InstantSource clock;

    SyncControlRepository(DSLContext db, ProductSettings settings, ProductFeed feed, InstantSource clock) {
        this.db = db;
        this.settings = settings;
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * Who asks.
     *
     * @param commandKey of a command that may be tried twice; null of one that is not
     */
    public record By(String name, @Nullable String commandKey) {

        public static By person(String name) {
            return new By(name, null);
        }
    }

    /** What became of a wish for a run. */
    public enum Asked {
        /** it begins now, or when the pause is over */
        begins,
        /** one is under way */
        running
    }

    public SyncState state() {
        return state(db, row(db));
    }

    /** The schedule reads it. */
    SyncState see() {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var row = lock(tx);
            if (!row.getVersion().equals(row.getSeenVersion())) {
                row.setSeenVersion(row.getVersion());
                row.update();
            }
            return state(tx, row);
        });
    }

    private SyncState state(DSLContext tx, SyncControlRecord row) {
        return new SyncState(
                row.getRunning(),
                row.getIntervalMinutes(),
                feed.configured(),
                feed.configured() ? schedule(row).nextRun().orElse(null) : null,
                row.getLastRunAt(),
                row.getPausedUntil(),
                row.getPauseReason(),
                row.getPausedBy(),
                SyncSessionRepository.running(tx));
    }

    private static ProductSchedule schedule(SyncControlRecord row) {
        return new ProductSchedule(
                row.getRunning(),
                Duration.ofMinutes(row.getIntervalMinutes()),
                row.getFirstRunAt(),
                row.getLastRunAt(),
                row.getRequestedAt(),
                row.getPausedUntil());
    }

    /** The schedule runs from now on (D7). Where it runs already, only its interval changes, which somebody has chosen. */
    public void start(int intervalMinutes, By by) {
        change("start", Map.of("intervalMinutes", intervalMinutes), by, (tx, row) -> {
            if (!row.getRunning()) {
                row.setFirstRunAt(clock.instant().plus(settings.firstRunAfter()));
            }
            row.setRunning(true);
            row.setIntervalMinutes(intervalMinutes);
            row.setSettingMinutes(null);
        });
    }

    /** Nothing begins any more; what runs comes to its end (D7). */
    public void stop(By by) {
        change("stop", Map.of(), by, (tx, row) -> {
            row.setRunning(false);
            row.setFirstRunAt(null);
            row.setRequestedAt(null);
            row.setRequestedBy(null);
        });
    }

    /** A run stops at its next page, and none begins, until then (D8). */
    public Instant pause(String reason, Duration length, By by) {
        var until = clock.instant().plus(length);
        change("pause", Map.of("reason", reason, "minutes", length.toMinutes()), by, (tx, row) -> {
            row.setPausedUntil(until);
            row.setPauseReason(reason);
            row.setPausedBy(by.name());
        });
        return until;
    }

    public void resume(By by) {
        change("resume", Map.of(), by, (tx, row) -> {
            row.setPausedUntil(null);
            row.setPauseReason(null);
            row.setPausedBy(null);
        });
    }

    /** A run by hand (D9). One that is under way, or asked for already, is that run. */
    public Asked requestRun(By by) {
        change("run", Map.of(), by, (tx, row) -> request(tx, row, by));
        return SyncSessionRepository.running(db) == null ? Asked.begins : Asked.running;
    }

    /** The same for a failure that is replayed: asked for until it has run, and written to the audit trail once. */
    public void requestReplay(By by) {
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            var row = lock(tx);
            AuditTrail.add(tx, entry("run", Map.of("replay", true), by));
            if (request(tx, row, by)) {
                changed(row, by);
            }
        });
    }

    private boolean request(DSLContext tx, SyncControlRecord row, By by) {
        if (row.getRequestedAt() != null || SyncSessionRepository.running(tx) != null) {
            return false;
        }
        row.setRequestedAt(clock.instant());
        row.setRequestedBy(by.name());
        return true;
    }

    private void change(
            String action, Map<String, Object> detail, By by, BiConsumer<DSLContext, SyncControlRecord> change) {
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            var row = lock(tx);
            if (AuditTrail.add(tx, entry(action, detail, by))) {
                change.accept(tx, row);
                changed(row, by);
            }
        });
    }

    private AuditEntry entry(String action, Map<String, Object> detail, By by) {
        return new AuditEntry(
                clock.instant(),
                by.name(),
                "products." + action,
                PRODUCTS,
                JSONB.valueOf(JSON.writeValueAsString(detail)),
                by.commandKey());
    }

    private void changed(SyncControlRecord row, By by) {
        row.setVersion(row.getVersion() + 1);
        row.setChangedAt(clock.instant());
        row.setChangedBy(by.name());
        row.update();
    }

    /**
     * A worker has started: the first run is soon, unless one has begun since, of another worker that started with it.
     */
    public void workerStarted(Instant processStarted) {
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            row(tx);
            followSettings(tx);
            tx.update(SYNC_CONTROL)
                    .set(SYNC_CONTROL.FIRST_RUN_AT, clock.instant().plus(settings.firstRunAfter()))
                    .set(SYNC_CONTROL.VERSION, SYNC_CONTROL.VERSION.plus(1))
                    .where(SYNC_CONTROL.SYNC.eq(PRODUCTS).and(SYNC_CONTROL.RUNNING))
                    .and(notExists(selectFrom(SYNC_SESSION)
                            .where(SYNC_SESSION.SYNC_TYPE.eq(PRODUCTS))
                            .and(SYNC_SESSION.STARTED_AT.ge(processStarted))))
                    .execute();
        });
    }

    /** An interval that nobody has chosen is the one of the settings. */
    private void followSettings(DSLContext tx) {
        tx.update(SYNC_CONTROL)
                .set(SYNC_CONTROL.INTERVAL_MINUTES, settings.intervalMinutes())
                .set(SYNC_CONTROL.SETTING_MINUTES, settings.intervalMinutes())
                .set(SYNC_CONTROL.VERSION, SYNC_CONTROL.VERSION.plus(1))
                .where(SYNC_CONTROL.SYNC.eq(PRODUCTS))
                .and(SYNC_CONTROL.SETTING_MINUTES.eq(SYNC_CONTROL.INTERVAL_MINUTES))
                .and(SYNC_CONTROL.INTERVAL_MINUTES.ne(settings.intervalMinutes()))
                .execute();
    }

    /**
     * Whether the schedule sleeps while it should not: it has not read the newest change, or has let a run pass.
     *
     * @param patience how long it may take to notice
     */
    public boolean isOverlooked(Duration patience) {
        var row = row(db);
        var since = clock.instant().minus(patience);
        if (!row.getVersion().equals(row.getSeenVersion())) {
            return true;
        }
        return feed.configured()
                && SyncSessionRepository.running(db) == null
                && schedule(row).nextRun().filter(due -> due.isBefore(since)).isPresent();
    }

    /** Begins a session, unless it is not due any more, or another one runs. @return null when none was begun */
    @Nullable
    Long begin(Instant due, String key) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var row = lock(tx); // one at a time
            var begun = SyncSessionRepository.begunBy(tx, key);
            return begun.isPresent() ? begun.get() : begin(tx, row, due, key);
        });
    }

    private @Nullable Long begin(DSLContext tx, SyncControlRecord row, Instant due, String key) {
        var next = feed.configured() ? schedule(row).nextRun().orElse(null) : null;
        if (next == null || next.isAfter(due)) {
            return null;
        }
        var now = clock.instant();
        var session = SyncSessionRepository.begin(tx, row.getRequestedBy(), key, now);
        if (session != null) {
            row.setFirstRunAt(null);
            row.setRequestedAt(null);
            row.setRequestedBy(null);
            row.setLastRunAt(now);
            row.update();
        }
        return session;
    }

    private SyncControlRecord lock(DSLContext tx) {
        row(tx);
        return tx.selectFrom(SYNC_CONTROL)
                .where(SYNC_CONTROL.SYNC.eq(PRODUCTS))
                .forUpdate()
                .fetchSingle();
    }

    /** The row, which is made with the settings' defaults when nobody has asked for anything yet. */
    private SyncControlRecord row(DSLContext tx) {
        return tx.fetchOptional(SYNC_CONTROL, SYNC_CONTROL.SYNC.eq(PRODUCTS)).orElseGet(() -> {
            tx.insertInto(SYNC_CONTROL)
                    .set(SYNC_CONTROL.SYNC, PRODUCTS)
                    .set(SYNC_CONTROL.INTERVAL_MINUTES, settings.intervalMinutes())
                    .set(SYNC_CONTROL.SETTING_MINUTES, settings.intervalMinutes())
                    .set(SYNC_CONTROL.FIRST_RUN_AT, clock.instant().plus(settings.firstRunAfter()))
                    .set(SYNC_CONTROL.CHANGED_AT, clock.instant())
                    .onConflictDoNothing()
                    .execute();
            return tx.fetchSingle(SYNC_CONTROL, SYNC_CONTROL.SYNC.eq(PRODUCTS));
        });
    }
}
