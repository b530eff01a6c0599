package io.plumbline.worker.start;

import org.jooq.DSLContext;

/** What must hold in the tables whatever happened, and what is counted there. */
public final class Counts {

    private Counts() {}

    public static int flags(DSLContext db) {
        return number(db, "select count(*) from contact_note where added_by = 'background-sync'");
    }

    public static int runs(DSLContext db) {
        return number(db, "select count(*) from sync_health");
    }

    public static int contacts(DSLContext db) {
        return number(db, "select count(*) from contact");
    }

    /** Flags that were made while an older one of the same contact still protected it. */
    public static int flagsInACooldown(DSLContext db) {
        return number(db, """
                select count(*) from contact_note older join contact_note newer
                  on newer.contact_id = older.contact_id and newer.id <> older.id
                 and newer.added_at >= older.added_at and newer.added_at < older.added_at + interval '24 hours'
                where older.added_by = 'background-sync' and newer.added_by = 'background-sync'""");
    }

    /** Runs that have more than one health row. */
    public static int runsRecordedTwice(DSLContext db) {
        return number(
                db,
                "select count(*) from (select from sync_health group by workspace_id, run_key having count(*) > 1) twice");
    }

    public static int activeWorkspacesWithoutARun(DSLContext db) {
        return number(db, """
                select count(*) from workspace w where active and not exists (
                  select from sync_health h where h.workspace_id = w.id and status = 'completed')""");
    }

    /** Flags that a run says it made, beside those that are there. */
    public static int flagsSaidToBeMade(DSLContext db) {
        return number(db, "select coalesce(sum(flagged), 0) from sync_health");
    }

    /** The contact that the demo's bot talks with, and its status. */
    public static String whatTheBotReached(DSLContext db) {
        return db.fetchSingle(
                        "select coalesce(max(name || ' ' || lead_status), '') from contact where phone = '55 1234 5678'")
                .get(0, String.class);
    }

    public static int number(DSLContext db, String query) {
        return db.fetchSingle(query).get(0, Integer.class);
    }
}
