package io.plumbline.workflows.conversation;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Syncs one conversation to its contact. Its id is the lock: the updates of one contact come one after the other (B7), and
 * saves that arrive while it works make it work once more.
 */
@WorkflowInterface
public interface SyncConversation {

    static String id(String workspaceId, String phone) {
        return "conversation/" + workspaceId + "/" + phone;
    }

    @WorkflowMethod
    ConversationOutcome sync(@Nullable ConversationRequest request);

    /** Something was saved. */
    @SignalMethod
    void saved();
}
