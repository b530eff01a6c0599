package io.plumbline.workflows.conversation;

import static io.plumbline.workflows.run.Retries.CONTACT;
import static io.plumbline.workflows.run.Retries.OUTAGE;
import static io.plumbline.workflows.run.Retries.described;

import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

public final class SyncConversationImpl implements SyncConversation {

    private final ConversationActivities activities = Workflow.newActivityStub(
            ConversationActivities.class,
            CONTACT,
            Map.of(
                    "SyncContact", described(CONTACT, "Brings the contact to what the bot saved last"),
                    "RecordConversationFailure",
                            described(OUTAGE, "Records why the contact was not brought up to date")));

    private boolean saved;

    @Override
    public ConversationOutcome sync(@Nullable ConversationRequest request) {
        if (request == null || request.workspaceId() == null || request.phone() == null) {
            throw Rejected.because(
                    "workspaceId and phone are required, like {\"workspaceId\":\"acme\",\"phone\":\"+525512345678\"}");
        }
        ConversationOutcome outcome;
        do {
            saved = false;
            outcome = sync(request.workspaceId(), request.phone());
        } while (saved);
        Workflow.setCurrentDetails(
                outcome.reason() == null ? outcome.sync().name() : outcome.sync() + ": " + outcome.reason());
        return outcome;
    }

    private ConversationOutcome sync(String workspaceId, String phone) {
        ConversationOutcome outcome;
        try {
            outcome = activities.syncContact(workspaceId, phone);
        } catch (ActivityFailure e) {
            if (Failures.isCancellation(e)) {
                throw e;
            }
            if (Rejected.isCauseOf(e)) {
                throw Rejected.because(Failures.reason(e));
            }
            outcome = new ConversationOutcome(Sync.failed, Failures.reason(e));
        }
        if (outcome.sync() != Sync.synced) {
            activities.recordConversationFailure(workspaceId, phone, outcome);
        }
        return outcome;
    }

    @Override
    public void saved() {
        saved = true;
    }
}
