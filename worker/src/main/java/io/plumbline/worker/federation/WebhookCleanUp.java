package io.plumbline.worker.federation;

import io.plumbline.activities.federation.WebhookLog;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the list of webhooks within its bounds (E9), apart from any request. */
@Component
class WebhookCleanUp {

    private static final Logger log = LoggerFactory.getLogger(WebhookCleanUp.class);

    private static final int BATCHES = 20; // what is left over is for the next time

    private final WebhookLog webhooks;
    private final WebhookSettings settings;
    private final InstantSource clock;

    WebhookCleanUp(WebhookLog webhooks, WebhookSettings settings, InstantSource clock) {
        this.webhooks = webhooks;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${plumbline.federation.webhook.clean-up-every:1m}")
    void cleanUp() {
        try {
            var receivedBefore = clock.instant().minus(settings.keepFor());
            for (int batch = 0; batch < BATCHES; batch++) {
                if (!webhooks.dropBeyond(receivedBefore, settings.keepRefused())) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            log.warn("The list of webhooks is cleaned up later: {}", e.getMessage());
        }
    }
}
