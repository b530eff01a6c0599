package io.plumbline.activities.products;

import static io.plumbline.infra.db.Tables.SYNC_PAGE;

import io.plumbline.activities.database.SetStatement;
import io.plumbline.infra.db.tables.records.SyncSessionRecord;
import io.plumbline.workflows.run.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes the pages of a session: one transaction each, which takes the page's changed products and notes that the page
 * was read. A page that was read before is not counted or written again.
 */
@Component
final class ProductPages {

    private static final String CHANGED = """
            select a.place::int, p.id is not null and p.deleted_at is null
            from unnest(?::text[], ?::bytea[]) with ordinality as a (id, hash, place)
            left join product p on p.id = a.id
            where p.id is null or p.deleted_at is not null or p.content_hash <> a.hash
            order by a.place""";
    private static final String LOCK = """
            select status, fence,
                   set_config('synchronous_commit', 'off', true) -- what a crash takes back is read again
            from sync_session where id = ? for update""";
    private static final String STANDS =
            "pages_processed, total_pages, (select paused_until from sync_control where sync = '"
                    + SyncSessionRepository.PRODUCTS + "')";
    private static final String POSITION = "select " + STANDS + " from sync_session where id = ?";
    private static final String COUNT = """
            update sync_session set total_pages = ?, pages_processed = pages_processed + 1,
              items_processed = items_processed + ?, items_created = items_created + ?,
              items_updated = items_updated + ?, items_unchanged = items_unchanged + ?,
              items_set_aside = items_set_aside + ?
            where id = ? returning\s""" + STANDS;
    private static final String READ = """
            insert into sync_page (session_id, page, total_pages, ids, odd) values (?, ?, ?, ?, ?)
            on conflict do nothing""";
    private static final String WRITE = """
            insert into product (id, name, content, content_hash, created_at, updated_at)
            select a.id, a.name, a.content::json, a.hash, ?::timestamptz, ?::timestamptz
            from unnest(?::text[], ?::text[], ?::text[], ?::bytea[]) as a (id, name, content, hash)
            on conflict (id) do update set name = excluded.name, content = excluded.content,
              content_hash = excluded.content_hash, updated_at = excluded.updated_at, deleted_at = null""";

    private final DSLContext db;

    ProductPages(DSLContext db) {
        this.db = db;
    }

    /**
     * One reader of a session's feed.
     *
     * @param fence who has an older one is too late
     */
    record Reader(long session, int fence) {}

    /**
     * Where a session's reading stands.
     *
     * @param lastPage the last one that was read; 0 is none
     * @param totalPages as the last page had it
     * @param pausedUntil may be in the past
     */
    record Position(
            Reader reader,
            int pagesProcessed,
            int lastPage,
            int totalPages,
            @Nullable Instant pausedUntil) {

        boolean isAtTheEnd() {
            return lastPage > 0 && lastPage >= totalPages;
        }

        /**
         * The first page of a reader that goes on. The last page that was read is read once more: where it has other
         * products now, the feed has moved, and one that we have not seen may have moved to a page that we have.
         */
        int firstPage() {
            return Math.max(lastPage, 1);
        }
    }

    /** A new reader, which goes on where the one before has stopped. */
    Position newReader(long sessionId) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            var session = SyncSessionRepository.newReader(tx, sessionId);
            var last = tx.selectFrom(SYNC_PAGE)
                    .where(SYNC_PAGE.SESSION_ID.eq(sessionId))
                    .orderBy(SYNC_PAGE.PAGE.desc())
                    .limit(1)
                    .fetchOne();
            return position(
                    tx,
                    POSITION,
                    new Reader(sessionId, session.getFence()),
                    last == null ? 0 : last.getPage(),
                    sessionId);
        });
    }

    /**
     * @param alive is told before each statement that may take long, as all together may take longer than a sign of life
     * @return where the reading stands after this page
     */
    Position write(Reader reader, FeedPage page, Instant now, Runnable alive) {
        return db.transactionResult(transaction -> {
            var tx = transaction.dsl();
            alive.run();
            requireCurrent(tx, reader);
            alive.run();
            if (!isNew(tx, reader.session(), page)) {
                return position(tx, POSITION, reader, page.number(), reader.session());
            }
            var written = writeChanged(tx, page.items(), now, alive);
            alive.run();
            return counted(tx, reader, page, written);
        });
    }

    private static void requireCurrent(DSLContext tx, Reader reader) {
        var fence = SetStatement.query(
                        tx,
                        LOCK,
                        row -> {
                            SyncSessionRepository.requireRunning(reader.session(), row.getString(1));
                            return row.getInt(2);
                        },
                        reader.session())
                .stream()
                .findFirst()
                .orElseThrow(() -> SyncSessionRepository.unknown(reader.session()));
        if (fence != reader.fence()) {
            throw Rejected.because("Another worker has gone on with session " + reader.session());
        }
    }

    private static Position counted(DSLContext tx, Reader reader, FeedPage page, Written written) {
        var items = page.items().size();
        return position(
                tx,
                COUNT,
                reader,
                page.number(),
                page.totalPages(),
                items,
                written.created(),
                written.updated(),
                items - written.created() - written.updated(),
                page.setAside(),
                reader.session());
    }

    /** @param query answers with the pages that were read, how many there are, and until when the sync is paused */
    private static Position position(DSLContext tx, String query, Reader reader, int lastPage, Object... values) {
        return SetStatement.query(
                        tx,
                        query,
                        row -> new Position(
                                reader, row.getInt(1), lastPage, row.getInt(2), SetStatement.instant(row, 3)),
                        values)
                .get(0);
    }

    private static boolean isNew(DSLContext tx, long sessionId, FeedPage page) {
        var added = SetStatement.execute(tx, READ, sessionId, page.number(), page.totalPages(), page.ids(), page.odd());
        if (added == 0) {
            noteMove(tx, sessionId, page);
        }
        return added == 1;
    }

    private static void noteMove(DSLContext tx, long sessionId, FeedPage page) {
        tx.update(SYNC_PAGE)
                .set(
                        SYNC_PAGE.ODD,
                        "page " + page.number() + " had other products when the reading went on after a break")
                .where(SYNC_PAGE.SESSION_ID.eq(sessionId), SYNC_PAGE.PAGE.eq(page.number()))
                .and(SYNC_PAGE.IDS.ne(page.ids()).or(SYNC_PAGE.TOTAL_PAGES.ne(page.totalPages())))
                .execute();
    }

    /** What a page did. */
    private record Written(int created, int updated) {}

    private static Written writeChanged(DSLContext tx, List<FeedItem> items, Instant now, Runnable alive) {
        if (items.isEmpty()) {
            return new Written(0, 0);
        }
        alive.run();
        var changed = SetStatement.query(
                tx,
                CHANGED,
                row -> new Changed(items.get(row.getInt(1) - 1), row.getBoolean(2)),
                ids(items),
                hashes(items));
        if (!changed.isEmpty()) {
            alive.run();
            write(tx, changed.stream().map(Changed::item).toList(), now);
        }
        var updated = (int) changed.stream().filter(Changed::known).count();
        return new Written(changed.size() - updated, updated);
    }

    /** @param known whether there is such a product, and is not deleted */
    private record Changed(FeedItem item, boolean known) {}

    private static void write(DSLContext tx, List<FeedItem> items, Instant now) {
        SetStatement.execute(
                tx,
                WRITE,
                now,
                now,
                ids(items),
                texts(items, FeedItem::name),
                texts(items, FeedItem::content),
                hashes(items));
    }

    private static @Nullable String[] texts(List<FeedItem> items, Function<FeedItem, @Nullable String> which) {
        return items.stream().map(which).toArray(String[]::new);
    }

    private static String[] ids(List<FeedItem> items) {
        return items.stream().map(FeedItem::id).toArray(String[]::new);
    }

    private static byte[][] hashes(List<FeedItem> items) {
        return items.stream().map(FeedItem::hash).toArray(byte[][]::new);
    }

    /** Marks what the pages of this session do not have. @return how many */
    static int deleteUnseen(DSLContext tx, SyncSessionRecord session, Instant now) {
        // what was read is there, once each, or this is no complete feed: as many means the same ones
        if (SyncSessionRepository.products(tx) == session.getItemsProcessed()) {
            return 0;
        }
        return tx.execute("""
                update product set deleted_at = ?::timestamptz where deleted_at is null and not exists (
                  select from (select unnest(ids) as id from sync_page where session_id = ?) seen
                  where seen.id = product.id)""", now, session.getId());
    }

    /** Why the pages of this session are no complete feed; null when they are one (D3). */
    static @Nullable String incompleteBecause(DSLContext tx, SyncSessionRecord session) {
        tx.execute("set local work_mem = '64MB'"); // the ids of a large feed, once
        var pages = tx.fetchSingle("""
                select count(*)::int, min(total_pages), max(total_pages), coalesce(sum(cardinality(ids)), 0)::int,
                       (select count(*)::int from (select distinct unnest(ids) from sync_page where session_id = ?) seen)
                from sync_page where session_id = ?""", session.getId(), session.getId());
        var read = pages.get(0, int.class);
        var least = pages.get(1, Integer.class);
        var most = pages.get(2, Integer.class);
        var items = pages.get(3, int.class);
        var products = pages.get(4, int.class);
        if (least == null || most == null) {
            return "no page of the feed was read";
        }
        if (!least.equals(most)) {
            return "the number of pages changed while they were read, between " + least + " and " + most;
        }
        if (read < most) {
            return read + " of " + most + " pages of the feed were read";
        }
        var odd = tx.select(SYNC_PAGE.ODD)
                .from(SYNC_PAGE)
                .where(SYNC_PAGE.SESSION_ID.eq(session.getId()).and(SYNC_PAGE.ODD.isNotNull()))
                .orderBy(SYNC_PAGE.PAGE)
                .limit(3)
                .fetch(SYNC_PAGE.ODD);
        if (!odd.isEmpty()) {
            return odd.stream().collect(Collectors.joining(", "));
        }
        if (products < items) {
            return "the feed repeats a page, or moved while it was read: " + (items - products)
                    + " products came twice";
        }
        if (2L * products < session.getProductsBefore()) {
            return "the feed shrank by more than half, from " + session.getProductsBefore() + " products to "
                    + products;
        }
        return null;
    }
}
