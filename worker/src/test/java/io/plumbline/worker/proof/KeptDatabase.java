package io.plumbline.worker.proof;

import io.plumbline.worker.start.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.springframework.util.FileSystemUtils;

/**
 * The database of a first run as an earlier commit left it: the version of its newest migration, its rows, and those of its
 * migrations that were other ones than today. {@code infra/proof/keep} makes it.
 */
record KeptDatabase(Path folder) {

    /** What is sealed in the rows is sealed with this: 32 bytes of zero, in base64. */
    static final String SECRETS_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static final Path FOLDER = Path.of("src/test/resources/proof/databases");
    private static final Path TODAY = Path.of("../infra/src/main/resources/db/migration");

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
        migrate(jdbcUrl);
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

    private void migrate(String jdbcUrl) {
        try {
            var migrations = Files.createTempDirectory("migrations");
            try {
                copy(TODAY, migrations);
                copy(folder, migrations);
                Flyway.configure()
                        .dataSource(jdbcUrl, null, null)
                        .locations("filesystem:" + migrations)
                        .target(Files.readString(folder.resolve("version")).strip())
                        .load()
                        .migrate();
            } finally {
                FileSystemUtils.deleteRecursively(migrations);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is there by that name already is replaced. */
    private static void copy(Path from, Path to) throws IOException {
        try (var migrations = Files.newDirectoryStream(from, "V*.sql")) {
            for (var migration : migrations) {
                Files.copy(migration, to.resolve(migration.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
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
