package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.InProcessTemporal;
import java.util.ArrayList;
import java.util.List;

/** A sweep with nothing to flag, against one statement that counts the same and writes the same rows. */
final class QuietSweep {

    static final String PREFIX = "quiet";
    static final int CONTACTS = 100;
    private static final int IN_COOLDOWN = 1;
    private static final double GOAL = 2;
    static final String BASELINE = "one SQL statement";

    static final String PLAIN_SQL = """
            insert into sync_health (workspace_id, run_at, contacts_checked, stale_found, in_cooldown, run_key)
            select id, now(), coalesce(checked, 0), coalesce(stale, 0), coalesce(in_cooldown, 0), txid_current()::text
            from workspace
            left join (select workspace_id as id, count(*) as checked from contact group by 1) as counted using (id)
            left join (select workspace_id as id, count(*) as stale, count(*) filter (where exists (
                         select from contact_note n where n.contact_id = contact.id and n.added_by = 'background-sync'
                         and n.cooldown && tstzrange(now(), now() + interval '24 hours'))) as in_cooldown
                       from contact
                       where quiet_since < now() - interval '1 hour' and lead_status not in ('archived', 'converted')
                       group by 1) as quiet using (id)
            where active and coalesce(stale, 0) = coalesce(in_cooldown, 0)
            """;

    private QuietSweep() {}

    /** Workspaces that have nothing to flag. */
    static void fill(Data data, int workspaces) {
        fill(data, workspaces, CONTACTS);
    }

    static void fill(Data data, int workspaces, int contacts) {
        data.clear();
        data.add(PREFIX, workspaces, contacts, IN_COOLDOWN);
        data.flagAll();
        data.settle();
    }

    static void sweep(Engine engine, int workspaces) {
        Check.that(engine.sweep().workspaces() == workspaces);
    }

    static List<Row> run(Stage stage, Size size) {
        fill(stage.data(), size.quietWorkspaces());
        var rows = new ArrayList<Row>();
        rows.add(row("in-process", InProcessTemporal.start(0), stage, size));
        if (DevServer.isInstalled()) {
            rows.add(row("dev server", DevServer.start(stage), stage, size));
        }
        return rows;
    }

    private static Row row(String server, EmbeddedTemporal temporal, Stage stage, Size size) {
        var workspaces = size.quietWorkspaces();
        try (var engine = new Engine(temporal, stage.activities())) {
            return measure(stage, engine, workspaces, size.rounds() * 2)
                    .row(
                            "2 quiet sweep, " + server + ": all " + workspaces + " workspaces of " + CONTACTS
                                    + " contacts",
                            BASELINE,
                            1,
                            GOAL);
        }
    }

    /** After {@link #fill}. */
    static Rounds measure(Stage stage, Engine engine, int workspaces, int rounds) {
        var data = stage.data();
        return Rounds.measure(
                stage, 2, rounds, data::forgetHealth, () -> data.execute(PLAIN_SQL), () -> sweep(engine, workspaces));
    }
}
