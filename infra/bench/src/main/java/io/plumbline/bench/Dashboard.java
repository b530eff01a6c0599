package io.plumbline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a person waits for the overview, and a program for the newest runs, in a worker of its own: against the very
 * statements that these ask, which another worker has told before, by plain JDBC on one connection.
 */
final class Dashboard {

    static final String OVERVIEW = "/";
    static final String BASELINE = "its statements by JDBC";
    private static final String NEWEST_RUNS = "/api/sync-health";
    private static final String PREFIX = "shown";
    private static final int WORKSPACES = 1_000;
    private static final int WARM_UPS = 50;
    private static final double GOAL_MILLIS = 200;

    // jOOQ's own words; a request is served by a thread of Tomcat, and whatever runs beside it is not
    private static final Pattern STATEMENT =
            Pattern.compile("http-nio\\S* (Executing query|-> with bind values)\\s*: (.*)");
    private static final String BOUND = "-> with bind values";

    private final Stage stage;
    private final HttpClient http = HttpClient.newHttpClient();

    private Dashboard(Stage stage) {
        this.stage = stage;
    }

    static List<Row> run(Stage stage, Size size) {
        fill(stage.data(), WORKSPACES, size.shownHours());
        var runs = WORKSPACES + " workspaces with " + WORKSPACES * size.shownHours() + " runs";
        return List.of(
                measure(stage, OVERVIEW, size.batches())
                        .waits("14 dashboard: the overview of " + runs, BASELINE, GOAL_MILLIS),
                measure(stage, NEWEST_RUNS, size.batches())
                        .waits("14 dashboard: GET " + NEWEST_RUNS + " of " + runs, BASELINE, GOAL_MILLIS));
    }

    /** Active workspaces with a run in each of the last hours; a tenth of them have an open failure. */
    static void fill(Data data, int workspaces, int hours) {
        data.clear();
        data.add(PREFIX, workspaces, 10, 0);
        data.execute("""
                insert into sync_health (workspace_id, run_at, contacts_checked, stale_found, in_cooldown, flagged, duration)
                select id, now() - h * interval '1 hour', 10, h %% 7, h %% 5, h %% 3, interval '5 ms'
                from generate_series(0, %d) h cross join workspace order by h desc, id
                """.formatted(hours - 1), """
                insert into sync_failure (source, workspace_id, error, fingerprint)
                select 'reconcile', id, 'The database was away', 'away' from workspace order by id limit %d
                """.formatted(workspaces / 10));
        data.settle();
    }

    /** After {@link #fill}. */
    static Rounds measure(Stage stage, String path, int rounds) {
        var dashboard = new Dashboard(stage);
        var statements = dashboard.statementsOf(path);
        try (var worker = ServerProcess.worker(stage, "api")) {
            var address = URI.create(worker.address() + path);
            return Rounds.measure(
                    stage, WARM_UPS, rounds, () -> {}, () -> dashboard.ask(statements), () -> dashboard.get(address));
        }
    }

    /** With their values. The second request is looked at: what the first finds out for good is not asked again. */
    private List<String> statementsOf(String path) {
        var log = stage.directory().resolve("statements" + path.replace('/', '-') + ".log");
        try (var worker = ServerProcess.worker(
                stage,
                "api",
                "--logging.level.org.jooq.tools.LoggerListener=debug",
                "--logging.pattern.file=%thread %replace(%msg){'\\n', ' '}%n",
                "--logging.file.name=" + log)) {
            var address = URI.create(worker.address() + path);
            get(address);
            var before = statements(log).size();
            get(address);
            var all = statements(log);
            var asked = all.subList(before, all.size());
            Check.that(!asked.isEmpty());
            return asked;
        }
    }

    /** jOOQ says one with values twice: as it is prepared, and with its values. */
    private static List<String> statements(Path log) {
        var found = new ArrayList<String>();
        for (var line : lines(log)) {
            var statement = STATEMENT.matcher(line);
            if (statement.matches()) {
                if (statement.group(1).equals(BOUND)) {
                    found.remove(found.size() - 1);
                }
                found.add(statement.group(2));
            }
        }
        return found;
    }

    private static List<String> lines(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(List<String> statements) {
        try (var connection = stage.data().connection();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                try (var rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        for (var column = rows.getMetaData().getColumnCount(); column > 0; column--) {
                            rows.getString(column);
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed in, as the browser is and as a program is. */
    private void get(URI address) {
        try {
            var token = ServerProcess.viewerToken();
            var request = HttpRequest.newBuilder(address);
            if (address.getPath().equals(OVERVIEW)) {
                request.header("Cookie", "plumbline=" + token);
            } else {
                request.header("Authorization", "Bearer " + token);
            }
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200 || !answer.body().contains(PREFIX)) {
                throw new IllegalStateException(address + " answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
