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

/**
 * What one channel has to send. A thread of its own does it: a server that hangs must hold up neither the other channels
 * nor what else runs at intervals.
 */
final class Lane {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final String MESSAGES = "plumbline.incidents.messages";

    private final String channel;
    private final IncidentRepository incidents;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final ExecutorService telling;
    private final AtomicBoolean busy = new AtomicBoolean();

    Lane(String channel, IncidentRepository incidents, InstantSource clock, MeterRegistry meters) {
        this.channel = channel;
        this.incidents = incidents;
        this.clock = clock;
        this.meters = meters;
        this.telling = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "incidents-" + channel);
            thread.setDaemon(true);
            return thread;
        });
        for (var outcome : Told.values()) {
            count(outcome, 0); // there from the start, so that the first failure is seen as an increase
        }
    }

    private void count(Told outcome, int messages) {
        if (outcome != Told.nothing) {
            meters.counter(MESSAGES, "channel", channel, "outcome", outcome.name())
                    .increment(messages);
        }
    }

    void tell() {
        if (busy.compareAndSet(false, true)) {
            telling.execute(this::tellAll);
        }
    }

    private void tellAll() {
        try {
            incidents.settle(clock.instant());
            var told = incidents.tellNext(channel, clock.instant());
            while (told != Told.nothing) {
                count(told, 1);
                told = incidents.tellNext(channel, clock.instant());
            }
        } catch (RuntimeException e) {
            log.warn("Incidents are told by {} later: {}", channel, e.getMessage());
        } finally {
            busy.set(false);
        }
    }

    void stop() {
        telling.shutdownNow();
    }
}
