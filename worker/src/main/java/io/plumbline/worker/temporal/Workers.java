package io.plumbline.worker.temporal;

import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Starts the workers when Temporal answers, however long that takes: the API and the dashboard are there meanwhile. At
 * the end it lets them finish what they have begun.
 */
@Component
class Workers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final WorkerFactory factory;
    private final ApplicationEventPublisher events;
    private final String target;
    private final WorkerSettings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile boolean running;

    Workers(
            WorkerFactory factory,
            ApplicationEventPublisher events,
            @Value("${spring.temporal.connection.target}") String target,
            WorkerSettings settings) {
        this.factory = factory;
        this.events = events;
        this.target = target;
        this.settings = settings;
    }

    /** Nothing yet: the workers start when the program is ready. */
    @Override
    public void start() {
        running = true;
    }

    @EventListener(ApplicationReadyEvent.class)
    void connectInTheBackground() {
        var thread = new Thread(this::connect, "temporal-start");
        thread.setDaemon(true);
        thread.start();
    }

    private void connect() {
        var pause = Duration.ofSeconds(1);
        var said = "";
        while (stopped.getCount() > 0) {
            try {
                factory.start();
                events.publishEvent(new WorkersStarted());
                return;
            } catch (RuntimeException e) {
                var problem = String.valueOf(e.getMessage());
                if (stopped.getCount() > 0 && !problem.equals(said)) {
                    log.warn(
                            "spring.temporal.connection.target={}: the workers cannot start yet ({}). Still trying.",
                            target,
                            problem);
                    log.debug("", e);
                    said = problem;
                }
            }
            if (stoppedWithin(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean stoppedWithin(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** No new tasks; those under way come to their end while the database and Temporal are still there. */
    @Override
    public void stop() {
        stopped.countDown();
        factory.shutdown();
        factory.awaitTermination(settings.finishWithin().toMillis(), TimeUnit.MILLISECONDS);
        if (!factory.isTerminated()) {
            log.warn(
                    "plumbline.temporal.finish-within={}: not all is finished; another worker begins the rest anew.",
                    settings.finishWithin());
            factory.shutdownNow();
        }
        running = false;
    }

    /** A worker factory that was shut down cannot start again. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
