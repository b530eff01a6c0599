package io.plumbline.workflows.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sync of one conversation, on the test server with time skipping. */
class SyncConversationTest {

    private static final String PHONE = "+525512345678";

    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    private final Hands hands = new Hands();

    SyncConversationTest() {
        var worker = temporal.newWorker(TaskQueues.CONVERSATION);
        worker.registerWorkflowImplementationTypes(SyncConversationImpl.class);
        worker.registerActivitiesImplementations(hands);
        temporal.start();
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    /** Hands that answer as a test wants them to. */
    private final class Hands implements ConversationActivities {

        final ConcurrentLinkedQueue<Instant> tries = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<ConversationOutcome> recorded = new ConcurrentLinkedQueue<>();
        volatile Supplier<ConversationOutcome> answer = () -> ConversationOutcome.SYNCED;

        @Override
        public ConversationOutcome syncContact(String workspaceId, String phone) {
            tries.add(Instant.ofEpochMilli(temporal.currentTimeMillis()));
            return answer.get();
        }

        @Override
        public void recordConversationFailure(String workspaceId, String phone, ConversationOutcome outcome) {
            recorded.add(outcome);
        }
    }

    private SyncConversation stub() {
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        SyncConversation.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.CONVERSATION)
                                .setWorkflowId(SyncConversation.id("acme", PHONE))
                                .build());
    }

    @Test
    @Tag("B6")
    void a_sync_that_fails_is_tried_again_with_growing_waits_until_it_succeeds() {
        hands.answer = () -> {
            if (hands.tries.size() < 5) {
                throw new IllegalStateException("the contact is locked");
            }
            return ConversationOutcome.SYNCED;
        };

        var outcome = stub().sync(new ConversationRequest("acme", PHONE));

        assertThat(outcome).isEqualTo(ConversationOutcome.SYNCED);
        var tries = List.copyOf(hands.tries);
        assertThat(Duration.between(tries.get(0), tries.get(4)))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(17));
        assertThat(hands.recorded).isEmpty();
    }

    @Test
    @Tag("B6")
    @Tag("B12")
    void when_its_attempts_are_used_up_it_is_recorded_as_failed_with_the_reason() {
        hands.answer = () -> {
            throw new IllegalStateException("the contact is locked");
        };

        var outcome = stub().sync(new ConversationRequest("acme", PHONE));

        assertThat(outcome).isEqualTo(new ConversationOutcome(Sync.failed, "the contact is locked"));
        assertThat(hands.recorded).containsExactly(outcome);
        assertThat(hands.tries).hasSize(14);
    }

    @Test
    @Tag("B10")
    void a_conversation_without_a_contact_is_skipped_at_once_and_recorded() {
        hands.answer = () -> ConversationOutcome.NO_CONTACT;

        assertThat(stub().sync(new ConversationRequest("acme", PHONE))).isEqualTo(ConversationOutcome.NO_CONTACT);

        assertThat(hands.tries).hasSize(1);
        assertThat(hands.recorded).containsExactly(ConversationOutcome.NO_CONTACT);
    }

    @Test
    @Tag("B7")
    void a_save_during_the_sync_makes_it_sync_once_more() {
        var release = new CountDownLatch(1);
        hands.answer = () -> {
            awaitQuietly(release);
            return ConversationOutcome.SYNCED;
        };
        for (int save = 0; save < 20; save++) {
            WorkflowStub.fromTyped(stub())
                    .signalWithStart("saved", new Object[0], new Object[] {new ConversationRequest("acme", PHONE)});
            await().until(() -> !hands.tries.isEmpty());
        }
        release.countDown();

        temporal.getWorkflowClient()
                .newUntypedWorkflowStub(SyncConversation.id("acme", PHONE))
                .getResult(ConversationOutcome.class);

        assertThat(hands.tries)
                .hasSize(2); // twenty saves, one after the other or together, and no sync at the same time
    }

    @Test
    @Tag("B9")
    void a_request_without_workspace_or_phone_fails_in_plain_words() {
        var failure = catchThrowable(() -> stub().sync(new ConversationRequest(null, PHONE)));

        assertThat(Failures.reason(failure)).startsWith("workspaceId and phone are required");
        assertThat(hands.tries).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
