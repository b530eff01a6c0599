package io.plumbline.activities.conversation;

import static io.plumbline.infra.db.Tables.WORKSPACE;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.infra.db.tables.records.ContactRecord;
import io.plumbline.infra.db.tables.records.ConversationRecord;
import io.plumbline.infra.db.tables.records.WorkspaceRecord;
import io.plumbline.workflows.conversation.ConversationActivities;
import io.plumbline.workflows.conversation.ConversationOutcome;
import io.plumbline.workflows.conversation.ConversationOutcome.Sync;
import io.plumbline.workflows.run.Rejected;
import io.temporal.activity.Activity;
import java.time.InstantSource;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class ConversationActivitiesImpl implements ConversationActivities {

    private static final String SOURCE = "conversation";

    private final DSLContext db;
    private final InstantSource clock;
    private final MeterRegistry meters;

    ConversationActivitiesImpl(DSLContext db, InstantSource clock, MeterRegistry meters) {
        this.db = db;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public ConversationOutcome syncContact(String workspaceId, String phone) {
        if (!Phone.isE164(phone)) {
            throw Rejected.because("phone must be in E.164, like +525512345678; it is '" + phone + "'");
        }
        var outcome = db.transactionResult(transaction -> sync(transaction.dsl(), workspaceId, phone));
        meters.counter("plumbline.conversation.syncs", "outcome", outcome.sync().name())
                .increment();
        return outcome;
    }

    private ConversationOutcome sync(DSLContext tx, String workspaceId, String phone) {
        // the contact before the conversation, as whoever changes a contact's phone locks them
        var contact = find(tx, workspaceId, phone);
        var conversation = ConversationRepository.lock(tx, workspaceId, phone)
                .orElseThrow(() ->
                        Rejected.because("Workspace '" + workspaceId + "' has no conversation with " + phone + "."));
        if (isUpToDate(conversation)) {
            return settled(tx, conversation, ConversationOutcome.SYNCED, conversation.getContactId());
        }
        return contact.or(() -> find(tx, workspaceId, phone)) // it may have appeared while we waited for the lock
                .or(() -> created(tx, conversation))
                .map(found -> {
                    ContactUpdate.apply(tx, found, conversation, clock.instant());
                    return settled(tx, conversation, ConversationOutcome.SYNCED, found.getId());
                })
                .orElseGet(() -> settled(tx, conversation, ConversationOutcome.NO_CONTACT, null));
    }

    private static Optional<ContactRecord> find(DSLContext tx, String workspaceId, String phone) {
        return workspace(tx, workspaceId)
                .flatMap(workspace -> ContactUpdate.find(tx, workspaceId, new Phone(phone), workspace.getRegion()));
    }

    private Optional<ContactRecord> created(DSLContext tx, ConversationRecord conversation) {
        return workspace(tx, conversation.getWorkspaceId())
                .filter(WorkspaceRecord::getCreateContacts)
                .map(workspace -> ContactUpdate.create(tx, conversation, clock.instant()));
    }

    private static Optional<WorkspaceRecord> workspace(DSLContext tx, String workspaceId) {
        return tx.fetchOptional(WORKSPACE, WORKSPACE.ID.eq(workspaceId));
    }

    private ConversationOutcome settled(
            DSLContext tx, ConversationRecord conversation, ConversationOutcome outcome, @Nullable Long contactId) {
        var synced = outcome.sync() == Sync.synced;
        ConversationRepository.settle(
                tx,
                conversation,
                outcome,
                synced ? conversation.getVersion() : conversation.getSyncedVersion(),
                contactId);
        if (synced) {
            SyncFailureRepository.resolveOpen(
                    tx, SOURCE, conversation.getWorkspaceId(), conversation.getPhone(), clock.instant());
        }
        return outcome;
    }

    @Override
    public void recordConversationFailure(String workspaceId, String phone, ConversationOutcome outcome) {
        var info = Activity.getExecutionContext().getInfo();
        var attempt = info.getRunId() + "/" + info.getActivityId();
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            var conversation = ConversationRepository.lock(tx, workspaceId, phone);
            if (conversation.isEmpty() || isUpToDate(conversation.get())) {
                return; // synced meanwhile, by a save or a replay
            }
            if (outcome.sync() == Sync.failed) {
                ConversationRepository.settle(
                        tx,
                        conversation.get(),
                        outcome,
                        conversation.get().getSyncedVersion(),
                        conversation.get().getContactId());
            }
            SyncFailureRepository.addOrCount(
                    tx,
                    new SyncFailureRepository.Failed(
                            SOURCE, workspaceId, phone, String.valueOf(outcome.reason()), attempt),
                    clock.instant());
        });
    }

    private static boolean isUpToDate(ConversationRecord conversation) {
        return conversation.getSyncedVersion().equals(conversation.getVersion());
    }
}
