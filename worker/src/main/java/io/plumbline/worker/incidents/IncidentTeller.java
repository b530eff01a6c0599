package io.plumbline.worker.incidents;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.incidents.IncidentRepository;
import io.plumbline.activities.incidents.IncidentRepository.Told;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends the messages that incidents have due. A thread of its own does it: a mail server that hangs must not hold up
 * what else runs at intervals.
 */
@Component
final class IncidentTeller implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(IncidentTeller.class);

    private final IncidentRepository incidents;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final ExecutorService telling = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "incidents");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean busy = new AtomicBoolean();

    IncidentTeller(IncidentRepository incidents, InstantSource clock, MeterRegistry meters) {
        this.incidents = incidents;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(fixedDelayString = "${plumbline.incidents.tell-every:5s}")
    void tell() {
        if (busy.compareAndSet(false, true)) {
            telling.execute(this::tellAll);
        }
    }

    private void tellAll() {
        try {
            incidents.close(clock.instant());
            var told = incidents.tellNext(clock.instant());
            while (told != Told.nothing) {
                meters.counter("plumbline.incidents.messages", "outcome", told.name())
                        .increment();
                told = incidents.tellNext(clock.instant());
            }
        } catch (RuntimeException e) {
            log.warn("Incidents are told later: {}", e.getMessage());
        } finally {
            busy.set(false);
        }
    }

    @Override
    public void destroy() {
        telling.shutdownNow();
    }
}
