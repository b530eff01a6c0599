package io.plumbline.worker.conversation;

import io.grpc.Deadline;
import io.plumbline.worker.temporal.CallDeadlines;
import io.plumbline.workflows.conversation.ConversationOutcome;
import io.plumbline.workflows.conversation.ConversationRequest;
import io.plumbline.workflows.conversation.SyncConversation;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Starts the sync of a conversation. A Temporal that is away, or that takes calls and stays silent, holds a bounded number
 * of threads for a bounded time, and costs a save nothing: what it was not told is picked up later.
 */
@Component
class ConversationSyncs {

    private static final Logger log = LoggerFactory.getLogger(ConversationSyncs.class);

    private final WorkflowClient client;
    private final ConversationSettings settings;
    private final ThreadPoolExecutor waiting;
    private final CallDeadlines deadlines;

    ConversationSyncs(WorkflowClient client, ConversationSettings settings, CallDeadlines deadlines) {
        this.client = client;
        this.deadlines = deadlines;
        this.settings = settings;
        this.waiting =
                new ThreadPoolExecutor(0, settings.waitingAnswers(), 30, TimeUnit.SECONDS, new SynchronousQueue<>());
    }

    /** When a save that has just come is to be answered, at the latest. */
    Deadline deadline() {
        return Deadline.after(settings.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Asks for the sync and waits for its end, or until it is time to answer. What came of it is in the table.
     *
     * @return why it may still be pending
     */
    String syncAndWait(String workspaceId, String phone, Deadline deadline) {
        try {
            // the caller waits half as long at the most; this is so that a silent Temporal does not keep the thread
            var end = waiting.submit(() ->
                    deadlines.within(settings.answerWithin().multipliedBy(2), () -> signalAndWait(workspaceId, phone)));
            end.get(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
            return "saved_again_meanwhile";
        } catch (TimeoutException e) {
            return "no_answer_in_time";
        } catch (RejectedExecutionException e) {
            return "too_many_waiting";
        } catch (ExecutionException e) {
            log.info(
                    "The sync of a conversation of {} will be picked up later: {}",
                    workspaceId,
                    String.valueOf(e.getCause()));
            return "engine_unavailable";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "shutting_down";
        }
    }

    private ConversationOutcome signalAndWait(String workspaceId, String phone) {
        var workflow = WorkflowStub.fromTyped(stub(workspaceId, phone));
        workflow.signalWithStart("saved", new Object[0], new Object[] {new ConversationRequest(workspaceId, phone)});
        return workflow.getResult(ConversationOutcome.class);
    }

    /** Starts the sync unless one is under way. */
    void start(ConversationRequest conversation) {
        try {
            WorkflowClient.start(
                    stub(String.valueOf(conversation.workspaceId()), String.valueOf(conversation.phone()))::sync,
                    conversation);
        } catch (WorkflowExecutionAlreadyStarted e) {
            log.debug("the sync of {} is under way", conversation);
        }
    }

    private SyncConversation stub(String workspaceId, String phone) {
        return client.newWorkflowStub(
                SyncConversation.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CONVERSATION)
                        .setWorkflowId(SyncConversation.id(workspaceId, phone))
                        .setStaticSummary("Brings the contact with " + phone + " to what the bot knows")
                        .build());
    }

    @PreDestroy
    void stop() {
        waiting.shutdownNow();
    }
}
