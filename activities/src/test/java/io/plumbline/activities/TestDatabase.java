package io.plumbline.activities;

import com.zaxxer.hikari.HikariDataSource;
import io.plumbline.infra.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** One real PostgreSQL for all tests of this JVM, with the schema of the migrations. */
public final class TestDatabase {

    /** The application name of pools that a test made for itself. */
    public static final String CUTTABLE = "cuttable";

    private static final EmbeddedPostgres POSTGRES = start();
    private static final HikariDataSource POOL = pool(POSTGRES.jdbcUrl(), 40);

    private TestDatabase() {}

    private static EmbeddedPostgres start() {
        var postgres = EmbeddedPostgres.start(temporaryDirectory(), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        Flyway.configure().dataSource(postgres.dataSource()).load().migrate();
        return postgres;
    }

    private static HikariDataSource pool(String url, int size) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(size);
        return pool;
    }

    /** Connections apart from those of {@link #dsl()}, known to the server as {@link #CUTTABLE}. */
    public static HikariDataSource newPool(int size) {
        return pool(POSTGRES.jdbcUrl() + "&ApplicationName=" + CUTTABLE, size);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target")).toAbsolutePath(), "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static DSLContext dsl() {
        return dsl(POOL);
    }

    public static DSLContext dsl(DataSource pool) {
        return DSL.using(pool, SQLDialect.POSTGRES, new Settings().withQueryTimeout(20));
    }

    /** Empties every table. */
    public static DSLContext empty() {
        var db = dsl();
        db.execute(
                "truncate workspace, contact, contact_note, sync_health, sync_failure, conversation, incident, product, sync_session, sync_control, audit_entry, connector, organization, sync_history, sync_change, webhook_event, fetched_members restart identity cascade");
        return db;
    }
}
