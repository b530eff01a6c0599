package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.workflows.federation.FederationActivities;
import io.plumbline.workflows.products.ProductActivities;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
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
    private final ProcessHandle postmaster;
    private final ConfigurableApplicationContext context;

    private Stage(Path directory, EmbeddedPostgres postgres, long postmaster) {
        this.directory = directory;
        this.postgres = postgres;
        this.postmaster = ProcessHandle.of(postmaster).orElseThrow();
        this.context = new SpringApplicationBuilder(ActivitiesContext.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(
                        "spring.config.location=" + WORKER_SETTINGS,
                        "spring.flyway.loggers=slf4j",
                        "spring.main.lazy-initialization=true", // only what a row needs
                        "spring.datasource.url=" + postgres.jdbcUrl())
                .run("--logging.level.io.plumbline=warn", "--logging.level.io.temporal=error");
        context.getBean(Flyway.class).migrate();
    }

    static Stage open() {
        try {
            var directory = Files.createTempDirectory("plumbline-bench");
            var postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
            // it is not a child of this process
            var pidFile = directory.resolve("postgres").resolve("data").resolve("postmaster.pid");
            return new Stage(
                    directory,
                    postgres,
                    Long.parseLong(Files.readAllLines(pidFile).get(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ReconcileActivities activities() {
        return context.getBean(ReconcileActivities.class);
    }

    /** @param client of the Temporal that they start workflows in */
    FederationActivities federation(WorkflowClient client) {
        context.getBeanFactory().registerSingleton("workflowClient", client);
        return federation();
    }

    FederationActivities federation() {
        return context.getBean(FederationActivities.class);
    }

    ProductActivities products() {
        return context.getBean(ProductActivities.class);
    }

    Data data() {
        return new Data(database());
    }

    DataSource database() {
        return context.getBean(DataSource.class);
    }

    String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    /** Processor time so far: of this process, its PostgreSQL, and the Temporal server where that is another process. */
    Duration processorTime() {
        var here = ProcessHandle.current();
        return Stream.of(Stream.of(here), here.descendants(), Stream.of(postmaster), postmaster.descendants())
                .flatMap(processes -> processes)
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
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
