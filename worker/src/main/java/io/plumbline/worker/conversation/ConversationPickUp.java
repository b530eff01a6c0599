package io.plumbline.worker.conversation;

import io.plumbline.activities.conversation.ConversationRepository;
import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Starts the syncs that nobody has started: of what was saved while Temporal was away (B6), and of conversations whose
 * contact has appeared (B10). The table is the record, Temporal the engine.
 */
@Component
@OnRole(Role.conversation)
class ConversationPickUp {

    private static final Logger log = LoggerFactory.getLogger(ConversationPickUp.class);
    private static final int AT_A_TIME = 1_000;

    private final ConversationRepository conversations;
    private final ConversationSyncs syncs;
    private final ConversationSettings settings;
    private final InstantSource clock;

    ConversationPickUp(
            ConversationRepository conversations,
            ConversationSyncs syncs,
            ConversationSettings settings,
            InstantSource clock) {
        this.conversations = conversations;
        this.syncs = syncs;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${plumbline.conversation.pick-up-every:5s}")
    void pickUp() {
        try {
            conversations
                    .pendingSince(clock.instant().minus(settings.pickUpAfter()), AT_A_TIME)
                    .forEach(syncs::start);
        } catch (RuntimeException e) {
            NotNow.later(log, "Conversations that wait for a sync are picked up later", e);
        }
    }
}
