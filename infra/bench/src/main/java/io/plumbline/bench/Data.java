package io.plumbline.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** Fills the tables, and brings them back to where a round begins. */
final class Data {

    private final DataSource database;

    Data(DataSource database) {
        this.database = database;
    }

    void clear() {
        execute("truncate workspace, sync_health, sync_failure cascade");
    }

    /** Adds active workspaces, called {@code prefix000001} and so on. The first contacts of each are stale. */
    void add(String prefix, int workspaces, int contacts, int stale) {
        execute(
                // a load need not check its foreign keys
                "set session_replication_role = replica",
                """
                insert into workspace (id, channel_phone_id, channel_access_token)
                select '%s' || lpad(w::text, 6, '0'), 'phone', 'token' from generate_series(1, %d) w
                """.formatted(prefix, workspaces),
                """
                insert into contact (workspace_id, phone, name, last_activity_at)
                select '%s' || lpad(w::text, 6, '0'), '+1555' || c, 'Contact ' || c,
                       case when c <= %d then now() - interval '3 hours' - c * interval '1 minute' else now() end
                from generate_series(1, %d) w cross join generate_series(1, %d) c
                """.formatted(prefix, stale, workspaces, contacts),
                "reset session_replication_role");
    }

    /** Gives each contact that is stale an old flag, which protects it no longer, and a person's note. */
    void addHistory() {
        execute("""
                insert into contact_note (contact_id, content, added_by, added_at)
                select id, 'Sync check: No activity for 2 hours', 'background-sync', now() - interval '3 days'
                from contact where quiet_since < now() - interval '1 hour'
                union all
                select id, 'Called, will ring back.', 'ana@example.com', now() - interval '2 days'
                from contact where quiet_since < now() - interval '1 hour'
                """);
    }

    /** Flags every stale contact as of now, so that nothing is due. */
    void flagAll() {
        execute("""
                insert into contact_note (contact_id, content, added_by)
                select id, 'Sync check: No activity for 3 hours', 'background-sync'
                from contact where quiet_since < now() - interval '1 hour'
                """);
    }

    /** Brings the tables to the state of a database that has been running for a while. */
    void settle() {
        execute("vacuum analyze", "checkpoint");
    }

    /** The id of one of those that {@link #add} has added; the first is 1. */
    static String workspace(String prefix, int number) {
        return "%s%06d".formatted(prefix, number);
    }

    /** Takes back what a round has written. */
    void forgetRuns() {
        execute(
                "delete from contact_note where added_by = 'background-sync' and added_at > now() - interval '1 hour'",
                "truncate sync_health",
                "vacuum contact_note");
    }

    /** Takes back the health rows alone. */
    void forgetHealth() {
        execute("truncate sync_health");
    }

    int count(String query, Object... arguments) {
        var sql = String.format(Locale.ROOT, query, arguments);
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Connection connection() throws SQLException {
        return database.getConnection();
    }

    /** However long it takes: the worker's own connections give up after a minute, and a load of millions is longer. */
    void execute(String... statements) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 0); // the pool puts it back
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
