package io.plumbline.worker.proof;

import io.plumbline.worker.start.Counts;
import org.jooq.DSLContext;

/** What must be zero after whatever happened. */
record Tally(int lost, int duplicated, int stuck) {

    static final Tally CLEAN = new Tally(0, 0, 0);

    /** @param openWorkflows runs that Temporal still counts as running */
    static Tally of(DSLContext db, int openWorkflows) {
        return new Tally(lost(db), duplicated(db), openWorkflows + stuck(db));
    }

    /**
     * Stale contacts without a flag, flags without a run and runs without their flags, runs and syncs that failed, members of
     * an organisation that was synced who are no players, and players whom no sync says to have made.
     */
    private static int lost(DSLContext db) {
        return Counts.number(db, """
                select count(*) from contact c where quiet_since < now() - interval '1 hour' and not exists (
                  select from contact_note n where n.contact_id = c.id and n.added_by = 'background-sync')""")
                + Math.abs(Counts.flags(db) - Counts.flagsSaidToBeMade(db))
                + Counts.number(db, "select count(*) from sync_health where status = 'failed'")
                + Counts.number(db, "select count(*) from sync_job where status = 'failed'")
                + Counts.number(db, """
                select coalesce(sum(abs(%d - players)), 0) from (
                  select (select count(*) from player p where p.organization_id = j.organization_id) as players
                  from sync_job j where j.connector_id = '%s' and j.status = 'completed'
                  group by j.organization_id) synced""".formatted(Registry.MEMBERS, Company.CONNECTOR))
                + Counts.number(db, """
                select coalesce(sum(abs(players - created)), 0) from (
                  select (select count(*) from player p where p.organization_id = o.organization_id) as players,
                         (select coalesce(sum(created), 0) from sync_history h
                          where h.organization_id = o.organization_id and h.status = 'completed') as created
                  from connected_organization o) beside""");
    }

    private static int duplicated(DSLContext db) {
        return Counts.flagsInACooldown(db)
                + Counts.runsRecordedTwice(db)
                + Counts.number(db, """
                select count(*) from (
                  select from player group by organization_id, connector_id, external_id having count(*) > 1) twice""")
                + Counts.number(db, """
                select count(*) from (
                  select from sync_change group by player_id, kind, field, after having count(*) > 1) twice""");
    }

    private static int stuck(DSLContext db) {
        return Counts.number(db, "select count(*) from sync_job where status in ('pending', 'running')")
                + Counts.number(db, "select count(*) from sync_history where status = 'running'");
    }

    /** What those that failed say of it. */
    static String failures(DSLContext db) {
        return db.fetch("""
                select 'run' as what, workspace_id as whose, run_at as at, error from sync_health where status = 'failed'
                union all
                select 'sync', organization_id, started_at, error from sync_history where status = 'failed'""").format();
    }

    Tally plus(Tally other) {
        return new Tally(lost + other.lost, duplicated + other.duplicated, stuck + other.stuck);
    }
}
