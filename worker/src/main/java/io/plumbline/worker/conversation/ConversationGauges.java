package io.plumbline.worker.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.conversation.ConversationRepository;
import io.plumbline.activities.conversation.ConversationRepository.Waiting;
import io.plumbline.worker.metrics.Age;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How many saves wait for their contact, and for how long (E4). The age also grows while the table cannot be read. */
@Component
class ConversationGauges {

    private static final Logger log = LoggerFactory.getLogger(ConversationGauges.class);

    private final ConversationRepository conversations;

    private volatile Waiting waiting = new Waiting(0, null);

    ConversationGauges(ConversationRepository conversations, InstantSource clock, MeterRegistry registry) {
        this.conversations = conversations;
        registry.gauge("plumbline.conversation.pending", this, it -> it.waiting.saves());
        registry.gauge(
                "plumbline.conversation.oldest.pending.age.seconds", this, it -> Age.of(it.waiting.oldest(), clock, 0));
    }

    @Scheduled(fixedDelayString = "${plumbline.health.refresh:15s}")
    void refresh() {
        try {
            waiting = conversations.waiting();
        } catch (RuntimeException e) {
            log.warn("The gauges of conversation keep their last values: {}", e.getMessage());
        }
    }
}
