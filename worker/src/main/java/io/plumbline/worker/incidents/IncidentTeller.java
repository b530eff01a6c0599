package io.plumbline.worker.incidents;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.incidents.IncidentRepository;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Sends the messages that incidents have due, by every channel on its own. */
@Component
final class IncidentTeller implements DisposableBean {

    private final List<Lane> lanes;

    IncidentTeller(IncidentRepository incidents, InstantSource clock, MeterRegistry meters) {
        this.lanes = incidents.channels().stream()
                .map(channel -> new Lane(channel, incidents, clock, meters))
                .toList();
    }

    @Scheduled(fixedDelayString = "${plumbline.incidents.tell-every:5s}")
    void tell() {
        lanes.forEach(Lane::tell);
    }

    @Override
    public void destroy() {
        lanes.forEach(Lane::stop);
    }
}
