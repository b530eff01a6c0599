package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.InProcessTemporal;
import io.temporal.client.WorkflowOptions;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;

/** What a start takes at the least: a new PostgreSQL with its schema, a Temporal, and a workflow that does nothing. */
final class BareStart {

    private static final String QUEUE = "bare";

    private BareStart() {}

    /** @param arguments the folder of the database. Says a line once the workflow has ended, and stays until it is stopped */
    public static void main(String[] arguments) throws InterruptedException {
        var postgres = EmbeddedPostgres.start(Path.of(arguments[0]).resolve("postgres"), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        Flyway.configure()
                .loggers("slf4j")
                .dataSource(postgres.dataSource())
                .load()
                .migrate();
        try (var workers = new Workers(InProcessTemporal.start(0))) {
            workers.add(QUEUE, (NoOp.Activity) () -> {}, NoOpImpl.class).start();
            workers.client()
                    .newWorkflowStub(
                            NoOp.class,
                            WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build())
                    .run();
            System.out.println("done");
            Thread.currentThread().join();
        }
    }
}
