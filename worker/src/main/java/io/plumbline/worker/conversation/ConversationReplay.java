package io.plumbline.worker.conversation;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.worker.failures.Replayable;
import io.plumbline.workflows.conversation.ConversationRequest;
import org.springframework.stereotype.Component;

/** Replays the sync of a conversation: it brings what was saved last. */
@Component
class ConversationReplay implements Replayable {

    private final ConversationSyncs syncs;

    ConversationReplay(ConversationSyncs syncs) {
        this.syncs = syncs;
    }

    @Override
    public String source() {
        return "conversation";
    }

    @Override
    public void startAgain(FailureRow failure) {
        syncs.start(new ConversationRequest(failure.workspaceId(), failure.contactPhone()));
    }
}
