package io.plumbline.worker.federation;

import io.plumbline.activities.federation.WebhookEvents;
import io.plumbline.activities.federation.WebhookEvents.Due;
import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.temporal.CallDeadlines;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Hands accepted events on, apart from any request: at once when one has come, and every few seconds whatever was left
 * behind by a kill or by a Temporal that was away (C18). The table is the record; replicas share its rows.
 */
@Component
@OnRole(Role.federation)
class WebhookDispatch {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatch.class);

    private static final int AT_A_TIME = 20;
    private static final int FAILURES_IN_A_ROW = 3; // then it is not the event
    private static final Duration PATIENCE = Duration.ofSeconds(2); // with one hand-on
    private static final Duration TAKEN_FOR = Duration.ofSeconds(15);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 4; // up to 16 seconds
    private static final int LONGEST_REASON = 500;

    private final WebhookEvents events;
    private final MemberChanges changes;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final ExecutorService background;
    private final CallDeadlines deadlines;
    private final AtomicBoolean asked = new AtomicBoolean();

    WebhookDispatch(
            WebhookEvents events,
            MemberChanges changes,
            WebhookSettings settings,
            InstantSource clock,
            CallDeadlines deadlines) {
        this.events = events;
        this.changes = changes;
        this.settings = settings;
        this.clock = clock;
        this.deadlines = deadlines;
        this.background = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "federation-webhooks");
            thread.setDaemon(true);
            return thread;
        });
    }

    @EventListener
    void accepted(WebhookAccepted event) {
        soon();
    }

    @Scheduled(fixedDelayString = "${plumbline.federation.webhook.pick-up-every:5s}")
    void pickUp() {
        soon();
    }

    /** Costs the caller nothing. While one is asked for and has not begun, a second is the same one. */
    private void soon() {
        if (asked.compareAndSet(false, true)) {
            try {
                background.execute(this::handOnAll);
            } catch (RejectedExecutionException e) {
                log.debug("stopping: the events are handed on after the next start");
            }
        }
    }

    private void handOnAll() {
        asked.set(false);
        try {
            while (!background.isShutdown() && handOnSome()) {}
        } catch (RuntimeException e) {
            NotNow.later(log, "Webhook events are handed on later", e);
        }
    }

    /** @return whether there may be more that can be handed on now */
    private boolean handOnSome() {
        var taken = events.take(clock.instant(), clock.instant().plus(TAKEN_FOR), AT_A_TIME);
        var handedOn = new ArrayList<Due>();
        var tried = 0;
        var failures = 0;
        while (tried < taken.size() && failures < FAILURES_IN_A_ROW) {
            var event = taken.get(tried++);
            if (handOn(event)) {
                handedOn.add(event);
                failures = 0;
            } else {
                failures++;
            }
        }
        if (handedOn.size() < tried) {
            log.info(
                    "{} webhook events could not be handed on and wait; the table has the reason",
                    tried - handedOn.size());
        }
        events.handedOn(handedOn, clock.instant(), clock.instant().plus(settings.againAfter()));
        events.putBackUntried(taken.subList(tried, taken.size()), clock.instant());
        return failures < FAILURES_IN_A_ROW && taken.size() == AT_A_TIME;
    }

    /** @return whether it was; if not, it has been put back */
    private boolean handOn(Due event) {
        var organization = event.organizationId();
        if (organization == null) {
            events.giveUp(
                    event, "The organisation is no longer connected, or its connector is disabled.", clock.instant());
            return true;
        }
        try {
            deadlines.within(
                    PATIENCE,
                    () -> changes.memberChanged(event.connectorId(), organization, event.memberId(), event.event()));
            return true;
        } catch (RuntimeException e) {
            var wait = FIRST_WAIT.multipliedBy(1L << Math.min(event.attempts() - 1, DOUBLINGS));
            events.putBack(event, reason(e), clock.instant().plus(wait));
            return false;
        }
    }

    private static String reason(RuntimeException e) {
        var reason = "It could not be handed on: " + e;
        return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    }

    /** Before the database and the client of Temporal go. */
    @PreDestroy
    void stop() throws InterruptedException {
        background.shutdown();
        if (!background.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            background.shutdownNow();
        }
    }
}
