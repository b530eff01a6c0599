package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.FederationActivities;
import io.plumbline.workflows.federation.OrganizationRequest;
import io.plumbline.workflows.federation.SyncJob;
import io.plumbline.workflows.federation.SyncOrganization;
import io.plumbline.workflows.federation.SyncOrganizationImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import tools.jackson.databind.json.JsonMapper;

/** A sync of very many members, in a small JVM of its own. */
final class Members implements AutoCloseable {

    private static final int HEAP_MB = 512;
    private static final int MEMBERS = 100_000;
    private static final int CHANGED = 10_000;
    private static final double GOAL = 2;
    static final String UNCHANGED_BASELINE = "fetching and parsing the pages, reading the players";
    static final String CHANGED_BASELINE = "one COPY and one UPDATE ... FROM";
    private static final String SYNCED = "synced_first_name, synced_last_name, synced_date_of_birth, synced_email, "
            + "synced_phone, synced_address";

    private final Stage stage;
    private final PageServer registry;
    private final Workers workers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.shared();

    /** On a stage of its own. */
    Members(Stage stage) {
        this.stage = stage;
        registry = new PageServer(RegistryPages.of(0));
        workers = new Workers(InProcessTemporal.start(0));
        workers.add(TaskQueues.FEDERATION, stage.federation(workers.client()), SyncOrganizationImpl.class)
                .start();
        connect();
    }

    static List<Row> run(Size size) {
        return SmallJvm.rows(Members.class, HEAP_MB, Integer.toString(size.rounds()));
    }

    public static void main(String[] arguments) {
        Bench.toTheEnd(() -> measure(Integer.parseInt(arguments[0])));
    }

    private static void measure(int rounds) {
        try (var stage = Stage.open();
                var members = new Members(stage)) {
            SmallJvm.say(members.unchanged(MEMBERS, 2, 4 * rounds)
                    .row(
                            "5 federation: " + MEMBERS + " unchanged members, -Xmx" + HEAP_MB + "m",
                            UNCHANGED_BASELINE,
                            1,
                            GOAL));
            SmallJvm.say(members.unchangedAndTouched(MEMBERS, rounds)
                    .row(
                            "5 federation: the same",
                            "fetching, parsing and reading, and one UPDATE of last_synced_at",
                            1,
                            GOAL));
            SmallJvm.say(members.changed(CHANGED, 4 * rounds)
                    .row(
                            "6 federation: apply of " + CHANGED + " changed members, -Xmx" + HEAP_MB + "m",
                            CHANGED_BASELINE,
                            1,
                            GOAL));
        }
    }

    private void connect() {
        stage.data()
                .execute(
                        "insert into connector (id, base_url) values ('registry', '" + registry.url() + "')",
                        "insert into organization (id, region) values ('north', 'IE')",
                        "insert into connected_organization (connector_id, organization_id, federation_org_id) "
                                + "values ('registry', 'north', 'o')");
    }

    private void fill(int players) {
        stage.data()
                .execute("truncate player, sync_job, sync_history, sync_change, fetched_members cascade", """
                        insert into player (organization_id, connector_id, external_id, first_name, last_name, date_of_birth,
                                            email, phone, address, %s, last_synced_at)
                        select 'north', 'registry', 'm' || m, f, l, d, e, p, a, f, l, d, e, p, a, now() - interval '1 day'
                        from generate_series(1, %d) m
                        cross join lateral (select 'First ' || m f, 'Last ' || m l, '1990-05-01' d, m || '@example.com' e,
                                                   '+353851' || lpad(m::text, 6, '0') p, m || ' Mill Lane' a) v
                        """.formatted(
                                SYNCED, players));
        stage.data().settle();
    }

    Rounds unchanged(int members, int warmUps, int rounds) {
        return unchanged(members, warmUps, rounds, () -> fetchParseAndRead(members));
    }

    /** The baseline writes what a sync of unchanged members has to write at the least (C10). */
    private Rounds unchangedAndTouched(int members, int rounds) {
        return unchanged(members, 1, rounds, () -> {
            fetchParseAndRead(members);
            stage.data().execute("update player set last_synced_at = now() where organization_id = 'north'");
        });
    }

    private Rounds unchanged(int members, int warmUps, int rounds, Runnable baseline) {
        registry.show(RegistryPages.of(members));
        fill(members);
        return Rounds.measure(
                stage,
                warmUps,
                rounds,
                () -> stage.data().execute("truncate sync_job, sync_history cascade", "vacuum player"),
                baseline,
                () -> sync(members));
    }

    private void fetchParseAndRead(int members) {
        var fetched = 0;
        for (var page = 1; page <= registry.pages(); page++) {
            fetched += json.readTree(registry.get(http, "/organizations/o/members", page))
                    .path("members")
                    .size();
        }
        Check.that(fetched == members);
        try (var connection = stage.data().connection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(1_000);
            var players = new ArrayList<String[]>();
            try (var rows = statement.executeQuery(
                    "select id, external_id, first_name, last_name, date_of_birth, email, phone, address, " + SYNCED
                            + ", last_synced_at, active, modified_by from player where organization_id = 'north'")) {
                while (rows.next()) {
                    var player = new String[17];
                    for (var column = 0; column < player.length; column++) {
                        player[column] = rows.getString(column + 1);
                    }
                    players.add(player);
                }
            }
            Check.that(players.size() == members);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sync(int members) {
        var outcome = workers.client()
                .newWorkflowStub(
                        SyncOrganization.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.FEDERATION)
                                .setWorkflowId(SyncOrganization.id("registry", "north"))
                                .build())
                .sync(new OrganizationRequest("registry", "north", null, false));
        Check.that(outcome.stats().unchanged() == members);
    }

    /** Every member has another address than its player: what is timed is the apply. */
    Rounds changed(int members, int rounds) {
        registry.show(RegistryPages.of(members));
        var temporal = TestActivityEnvironment.newInstance();
        try {
            temporal.registerActivitiesImplementations(stage.federation());
            var activities = temporal.newActivityStub(
                    FederationActivities.class,
                    ActivityOptions.newBuilder()
                            .setStartToCloseTimeout(Duration.ofMinutes(10))
                            .build());
            return Rounds.measure(
                    stage,
                    1,
                    rounds,
                    () -> fetchedAndChanged(activities, members),
                    () -> copyAndUpdate(members),
                    () -> apply(activities, members));
        } finally {
            temporal.close();
        }
    }

    private void fetchedAndChanged(FederationActivities activities, int members) {
        fill(members);
        stage.data()
                .execute(
                        "update player set address = 'before', synced_address = 'before'",
                        "insert into sync_job (id, connector_id, organization_id, trigger, status, fence, started_at) "
                                + "values (1, 'registry', 'north', 'manual', 'running', 1, now())",
                        "insert into sync_history (id, job_id, connector_id, organization_id, type, strategy, started_at) "
                                + "values (1, 1, 'registry', 'north', 'manual', 'merge', now())");
        activities.fetchMembers(job());
        stage.data().settle();
    }

    private static void apply(FederationActivities activities, int members) {
        Check.that(activities.applyMembers(job(), Instant.now()).updated() == members);
    }

    private static SyncJob job() {
        return new SyncJob(
                1,
                "registry",
                "north",
                null,
                ConflictStrategy.merge,
                1,
                1,
                Instant.now().plusSeconds(600));
    }

    private void copyAndUpdate(int members) {
        var lines = new StringBuilder();
        for (var m = 1; m <= members; m++) {
            lines.append("m%1$d\tFirst %1$d\tLast %1$d\t1990-05-01\t%1$d@example.com\t+353851%1$06d\t%1$d Mill Lane\n"
                    .formatted(m));
        }
        try (var connection = stage.data().connection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create temporary table sent (id text, f text, l text, d text, e text, p text, a text) "
                    + "on commit drop");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy sent from stdin", new StringReader(lines.toString()));
            Check.that(statement.executeUpdate(
                            "update player set (first_name, last_name, date_of_birth, email, phone, address) "
                                    + "= (f, l, d, e, p, a), (" + SYNCED
                                    + ") = (f, l, d, e, p, a), last_synced_at = now(), "
                                    + "updated_at = now() from sent where organization_id = 'north' and connector_id = 'registry' "
                                    + "and external_id = sent.id")
                    == members);
            connection.commit();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        workers.close();
        registry.close();
    }
}
