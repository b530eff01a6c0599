package io.plumbline.worker.proof;

import org.jooq.DSLContext;

/** The rows that the trials are made with. */
final class Company {

    static final String CONNECTOR = "north";

    private Company() {}

    /** Workspaces in which every contact went quiet. */
    static int addQuiet(DSLContext db, int workspaces, int contactsOfEach) {
        db.execute("""
                insert into workspace (id, channel_phone_id, channel_access_token)
                select 'w' || lpad(n::text, 4, '0'), 'phone', 'token' from generate_series(1, ?) n""", workspaces);
        return db.execute("""
                insert into contact (workspace_id, last_activity_at)
                select w.id, now() - interval '2 hours' - n * interval '1 minute'
                from workspace w cross join generate_series(1, ?) n""", contactsOfEach);
    }

    static int connect(DSLContext db, String registry, int organizations) {
        db.execute("insert into connector (id, base_url) values (?, ?)", CONNECTOR, registry);
        db.execute("insert into organization (id) select 'o' || n from generate_series(0, ?) n", organizations - 1);
        // synced a moment ago, so that nobody but the trial asks for members
        return db.execute("""
                insert into connected_organization
                select 'north', 'o' || n, 'f' || n, now(), now() from generate_series(0, ?) n""", organizations - 1);
    }

    /**
     * As the API does it, but for the retries: a worker picks it up. One that is there already is left. Kill after kill may
     * meet the same sync, whose usual three retries would be used up.
     */
    static int queue(DSLContext db, int organization) {
        return db.execute(
                "insert into sync_job (connector_id, organization_id, trigger, max_retries) values ('north', ?, 'manual', 50) "
                        + "on conflict do nothing",
                "o" + organization);
    }
}
