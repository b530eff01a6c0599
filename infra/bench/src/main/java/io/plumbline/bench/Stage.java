package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** A durable PostgreSQL of its own, and the activities on it, with the worker's own settings. */
final class Stage implements AutoCloseable {

    private static final String WORKER_SETTINGS = "file:worker/src/main/resources/application.yml";

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final ConfigurableApplicationContext context;

    private Stage(Path directory, EmbeddedPostgres postgres) {
        this.directory = directory;
        this.postgres = postgres;
        this.context = new SpringApplicationBuilder(ActivitiesContext.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(
                        "spring.config.location=" + WORKER_SETTINGS,
                        "spring.main.lazy-initialization=true", // only what reconcile needs
                        "spring.datasource.url=" + postgres.jdbcUrl())
                .run("--logging.level.io.plumbline=warn", "--logging.level.io.temporal=error");
        context.getBean(Flyway.class).migrate();
    }

    static Stage open() {
        try {
            var directory = Files.createTempDirectory("plumbline-bench");
            return new Stage(directory, EmbeddedPostgres.start(directory.resolve("postgres"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ReconcileActivities activities() {
        return context.getBean(ReconcileActivities.class);
    }

    Data data() {
        return new Data(context.getBean(DataSource.class));
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        context.close();
        postgres.close();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
