package io.plumbline.workflows.run;

import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of histories that must replay. To record those of new behaviours: {@code ./mvnw -pl workflows -am test
 * -Dtest='Record*Histories' -Dhistories=record -Dsurefire.failIfNoSpecifiedTests=false}. A file that is there stays as it
 * is: it was recorded by the code of its time.
 */
public final class StoredHistories {

    public static final Path FOLDER = Path.of("src/test/resources/histories");

    private StoredHistories() {}

    /** Stores the newest run's history under {@code <feature>/<behaviour>}. */
    public static void store(WorkflowClient client, String name, String workflowId) throws IOException {
        store(client, name, workflowId, "");
    }

    public static void store(WorkflowClient client, String name, String workflowId, String runId) throws IOException {
        var file = FOLDER.resolve(name + ".json");
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, client.fetchHistory(workflowId, runId).toJson(false));
        }
    }
}
