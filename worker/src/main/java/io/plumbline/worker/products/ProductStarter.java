package io.plumbline.worker.products;

import io.plumbline.activities.products.SyncControlRepository;
import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.temporal.WorkersStarted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Makes Temporal agree with the table of what people want, at the start and ever after: the schedule is there, also when
 * Temporal has forgotten it, and knows the newest change, also when a signal was lost.
 */
@Component
@OnRole(Role.products)
class ProductStarter implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(ProductStarter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SyncControlRepository control;
    private final ProductWakeUp wakeUp;
    private final Instant started;

    ProductStarter(SyncControlRepository control, ProductWakeUp wakeUp, InstantSource clock) {
        this.control = control;
        this.wakeUp = wakeUp;
        this.started = clock.instant();
    }

    /** Before the workers start: a run that has become due since the last end is not begun before the first one. */
    @Override
    public void run(ApplicationArguments arguments) {
        control.workerStarted(started);
    }

    /** Temporal may have been away for long, so the first run is asked for anew. */
    @EventListener(WorkersStarted.class)
    void start() {
        control.workerStarted(started);
        wakeUp.wake();
    }

    @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
    void look() {
        try {
            if (control.isOverlooked(PATIENCE)) {
                wakeUp.wake();
            } else {
                wakeUp.start();
            }
        } catch (RuntimeException e) {
            NotNow.later(log, "The schedule of the products is looked after later", e);
        }
    }
}
