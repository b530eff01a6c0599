package io.plumbline.worker.proof;

import io.plumbline.worker.start.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;

/** The database of a first run as an earlier commit left it: the migrations of its time, and its rows. {@code infra/proof/keep} makes it. */
record KeptDatabase(Path folder) {

    private static final Path FOLDER = Path.of("src/test/resources/proof/databases");

    /** What nothing but retention takes away. */
    private static final List<String> TABLES = List.of(
            "workspace",
            "contact",
            "contact_note",
            "sync_health",
            "sync_failure",
            "conversation",
            "connector",
            "organization",
            "connected_organization",
            "player",
            "sync_history",
            "sync_conflict",
            "sync_change",
            "product",
            "sync_session");

    static List<KeptDatabase> all() throws IOException {
        try (var folders = Files.list(FOLDER)) {
            return folders.sorted().map(KeptDatabase::new).toList();
        }
    }

    String commit() {
        return folder.getFileName().toString();
    }

    /** Into an empty database. */
    void restore(String jdbcUrl) {
        Flyway.configure()
                .dataSource(jdbcUrl, null, null)
                .locations("filesystem:" + folder)
                .load()
                .migrate();
        try (var rows = new GZIPInputStream(Files.newInputStream(folder.resolve("rows.sql.gz")));
                var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(new String(rows.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(folder.toString(), e);
        }
    }

    /** How many rows each table has, of those that are there. */
    static Map<String, Integer> rows(DSLContext db) {
        var rows = new LinkedHashMap<String, Integer>();
        for (var table : TABLES) {
            if (db.fetchSingle("select to_regclass(?) is not null", table).get(0, Boolean.class)) {
                rows.put(table, Counts.number(db, "select count(*) from " + table));
            }
        }
        return rows;
    }

    @Override
    public String toString() {
        return commit();
    }
}
