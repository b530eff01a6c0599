package io.plumbline.worker.conversation;

import io.plumbline.activities.conversation.ConversationRepository;
import io.plumbline.activities.failures.FailureRow;
import io.plumbline.worker.failures.Replayable;
import io.plumbline.workflows.conversation.ConversationRequest;
import io.plumbline.workflows.run.Rejected;
import org.springframework.stereotype.Component;

/** Replays the sync of a conversation: it brings what was saved last. */
@Component
class ConversationReplay implements Replayable {

    private final ConversationRepository conversations;
    private final ConversationSyncs syncs;

    ConversationReplay(ConversationRepository conversations, ConversationSyncs syncs) {
        this.conversations = conversations;
        this.syncs = syncs;
    }

    @Override
    public String source() {
        return "conversation";
    }

    @Override
    public void startAgain(FailureRow failure) {
        if (!conversations.exists(String.valueOf(failure.workspaceId()), String.valueOf(failure.contactPhone()))) {
            throw Rejected.because("There is no such conversation any more.");
        }
        syncs.start(new ConversationRequest(failure.workspaceId(), failure.contactPhone()));
    }
}
