package io.plumbline.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The limit: what a sweep asks of the database, sent by {@code pgbench}. Nothing is queued, nobody notices a failure, and no
 * engine remembers what is done. A full sweep is one statement for each workspace, by as many clients as a sweep has
 * workspaces under way; a quiet one is one statement for all.
 */
final class SqlLimit {

    private static final int CLIENTS = 20; // as a sweep
    private static final String FULL = "13 limit, full sweep";
    private static final String QUIET = "13 limit, quiet sweep";

    private static final String FLAG = """
            select nextval('limit_workspace') as n \\gset
            with stale as (
              select id, quiet_since, exists (
                       select from contact_note n where n.contact_id = contact.id and n.added_by = 'background-sync'
                       and n.cooldown && tstzrange(now(), now() + interval '24 hours')) as in_cooldown
              from contact
              where workspace_id = '%1$s' || lpad(:n::text, 6, '0')
              and quiet_since < now() - interval '1 hour' and lead_status not in ('archived', 'converted')),
            flagged as (
              insert into contact_note (contact_id, content, added_by)
              select id, 'Sync check: No activity for ' || round(extract(epoch from now() - quiet_since) / 3600)
                         || ' hours', 'background-sync'
              from stale where not in_cooldown order by quiet_since, id limit 50
              on conflict do nothing returning contact_id),
            counted as (
              select count(*) as stale, count(*) filter (where in_cooldown) as in_cooldown,
                     (select count(*) from flagged) as flagged,
                     (select count(*) from contact where workspace_id = '%1$s' || lpad(:n::text, 6, '0')) as checked
              from stale)
            insert into sync_health (workspace_id, contacts_checked, stale_found, in_cooldown, flagged, backlog)
            select '%1$s' || lpad(:n::text, 6, '0'), checked, stale, in_cooldown, flagged, stale - in_cooldown - flagged
            from counted;
            """.formatted(FullSweep.PREFIX);

    private final Stage stage;
    private final Size size;
    private final Pgbench pgbench;

    private SqlLimit(Stage stage, Size size, Path program) {
        this.stage = stage;
        this.size = size;
        this.pgbench = new Pgbench(program, stage);
    }

    static List<Row> run(Stage stage, Size size) {
        var program = Programs.find("pgbench");
        if (program.isEmpty()) {
            var missing = "pgbench is missing: Debian has it in postgresql-contrib";
            return List.of(Row.missing(FULL, missing, ""), Row.missing(QUIET, missing, ""));
        }
        var limit = new SqlLimit(stage, size, program.get());
        try (var engine = new Engine(DevServer.startOrInProcess(stage), stage.activities())) {
            return List.of(limit.full(engine), limit.quiet(engine));
        }
    }

    private Row full(Engine engine) {
        var workspaces = size.sweptWorkspaces();
        var data = stage.data();
        FullSweep.fill(data, workspaces);
        data.execute("create sequence limit_workspace");
        return Rounds.measure(
                        stage,
                        1,
                        size.rounds(),
                        () -> {
                            data.forgetRuns();
                            data.execute("alter sequence limit_workspace restart");
                        },
                        () -> flagAll(workspaces),
                        () -> FullSweep.sweep(engine, workspaces))
                .row(
                        FULL + ": time of each of " + workspaces + " workspaces",
                        "pgbench, one statement for each, " + CLIENTS + " at a time",
                        workspaces,
                        1)
                .withoutProcessorTime()
                .withoutGoal();
    }

    private void flagAll(int workspaces) {
        pgbench.run(FLAG, CLIENTS, workspaces / CLIENTS);
        Check.that(stage.data().count("select sum(flagged) from sync_health") == workspaces * FullSweep.STALE);
    }

    private Row quiet(Engine engine) {
        var workspaces = size.quietWorkspaces();
        var data = stage.data();
        QuietSweep.fill(data, workspaces);
        return Rounds.measure(
                        stage,
                        1,
                        size.rounds(),
                        data::forgetHealth,
                        () -> settleAll(workspaces),
                        () -> QuietSweep.sweep(engine, workspaces))
                .row(
                        QUIET + ": all " + workspaces + " workspaces of " + QuietSweep.CONTACTS + " contacts",
                        "pgbench, one statement",
                        1,
                        1)
                .withoutProcessorTime()
                .withoutGoal();
    }

    private void settleAll(int workspaces) {
        pgbench.run(QuietSweep.PLAIN_SQL + ";", 1, 1);
        Check.that(stage.data().count("select count(*) from sync_health") == workspaces);
    }
}
