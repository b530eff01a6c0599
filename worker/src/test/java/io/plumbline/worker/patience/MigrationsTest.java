package io.plumbline.worker.patience;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;

/** The tables of a large company take their time to change. */
@Tag("E10")
class MigrationsTest extends ApiTest {

    @TempDir
    Path directory;

    @Value("${spring.datasource.url}")
    private String database;

    @Value("${spring.temporal.connection.target}")
    private String temporal;

    @Test
    void one_that_takes_longer_than_any_work_may_is_waited_for() throws IOException {
        Files.writeString(directory.resolve("V1000__slow.sql"), "select pg_sleep(3);");
        db.execute("create database slow");

        try (var program = SpringApplication.run(
                PlumblineWorker.class,
                "--spring.datasource.url=" + database.replace("/postgres", "/slow"),
                "--spring.datasource.hikari.data-source-properties.socketTimeout=2",
                "--plumbline.database.idle-in-transaction=1s",
                "--spring.flyway.locations=classpath:db/migration,filesystem:" + directory,
                "--spring.temporal.connection.target=" + temporal,
                "--plumbline.security.jwt.secret=0123456789abcdef0123456789abcdef",
                "--plumbline.roles=api",
                "--plumbline.demo=false",
                "--server.port=0")) {
            assertThat(program.isRunning()).isTrue();
        } finally {
            db.execute("drop database slow with (force)");
        }
    }
}
