package io.plumbline.activities;

import com.zaxxer.hikari.HikariDataSource;
import io.plumbline.infra.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** One real PostgreSQL for all tests of this JVM, with the schema of the migrations. */
public final class TestDatabase {

    private static final HikariDataSource POOL = start();

    private TestDatabase() {}

    private static HikariDataSource start() {
        var postgres = EmbeddedPostgres.start(temporaryDirectory(), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        Flyway.configure().dataSource(postgres.dataSource()).load().migrate();
        var pool = new HikariDataSource();
        pool.setDataSource(postgres.dataSource());
        pool.setMaximumPoolSize(40);
        return pool;
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
        return DSL.using(POOL, SQLDialect.POSTGRES, new Settings().withQueryTimeout(20));
    }

    /** Empties every table. */
    public static DSLContext empty() {
        var db = dsl();
        db.execute("truncate workspace, contact, contact_note, sync_health, sync_failure restart identity cascade");
        return db;
    }
}
