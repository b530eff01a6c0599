package io.plumbline.workflows.conversation;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.workflows.run.StoredHistories;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Stores a history of each behaviour of {@link SyncConversation}; see {@link StoredHistories}. */
@EnabledIfSystemProperty(named = "histories", matches = "record")
class RecordConversationHistories {

    @Test
    void conversations() throws IOException {
        record("synced", () -> ConversationOutcome.SYNCED);
        record("skipped", () -> ConversationOutcome.NO_CONTACT);
        record("failed", () -> {
            throw new IllegalStateException("the contact is locked");
        });
    }

    @Test
    void saved_again_while_it_was_synced() throws IOException {
        var release = new CountDownLatch(1);
        try (var temporal = world(() -> {
            catchThrowable(release::await);
            return ConversationOutcome.SYNCED;
        })) {
            signal(temporal);
            signal(temporal);
            release.countDown();
            temporal.getWorkflowClient().newUntypedWorkflowStub(stubId()).getResult(ConversationOutcome.class);
            StoredHistories.store(temporal.getWorkflowClient(), "conversation/saved_again", stubId());
        }
    }

    private static void record(String name, Supplier<ConversationOutcome> answer) throws IOException {
        try (var temporal = world(answer)) {
            stub(temporal).sync(new ConversationRequest("acme", "+525512345678"));
            StoredHistories.store(temporal.getWorkflowClient(), "conversation/" + name, stubId());
        }
    }

    private static void signal(TestWorkflowEnvironment temporal) {
        WorkflowStub.fromTyped(stub(temporal))
                .signalWithStart(
                        "saved", new Object[0], new Object[] {new ConversationRequest("acme", "+525512345678")});
    }

    private static TestWorkflowEnvironment world(Supplier<ConversationOutcome> answer) {
        var temporal = TestWorkflowEnvironment.newInstance();
        var worker = temporal.newWorker(TaskQueues.CONVERSATION);
        worker.registerWorkflowImplementationTypes(SyncConversationImpl.class);
        worker.registerActivitiesImplementations(new ConversationActivities() {
            @Override
            public ConversationOutcome syncContact(String workspaceId, String phone) {
                return answer.get();
            }

            @Override
            public void recordConversationFailure(String workspaceId, String phone, ConversationOutcome outcome) {
                // the history has it
            }
        });
        temporal.start();
        return temporal;
    }

    private static String stubId() {
        return SyncConversation.id("acme", "+525512345678");
    }

    private static SyncConversation stub(TestWorkflowEnvironment temporal) {
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        SyncConversation.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.CONVERSATION)
                                .setWorkflowId(stubId())
                                .build());
    }
}
