package io.plumbline.worker.products;

import io.plumbline.activities.products.ProductSettings;
import io.plumbline.activities.products.SyncControlRepository;
import io.plumbline.activities.products.SyncControlRepository.Asked;
import io.plumbline.activities.products.SyncControlRepository.By;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.Text;
import io.plumbline.worker.security.Caller;
import io.plumbline.workflows.products.PauseRequest;
import io.plumbline.workflows.products.ProductSyncRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a person may ask of the sync (D7, D8), checked, written, and told to the schedule. Products are of the whole
 * company, so nobody who is bound to some tenants asks.
 */
@Component
class ProductCommands {

    private final SyncControlRepository control;
    private final ProductSettings settings;
    private final ProductWakeUp wakeUp;

    ProductCommands(SyncControlRepository control, ProductSettings settings, ProductWakeUp wakeUp) {
        this.control = control;
        this.settings = settings;
        this.wakeUp = wakeUp;
    }

    /**
     * @param intervalMinutes null is the default
     * @return the interval
     */
    int start(@Nullable Integer intervalMinutes, Caller caller) {
        var interval = intervalMinutes == null ? (int) settings.interval().toMinutes() : intervalMinutes;
        if (!ProductSyncRequest.isPossible(interval)) {
            throw impossibleInterval();
        }
        control.start(interval, by(caller));
        wakeUp.wake();
        return interval;
    }

    static Problem impossibleInterval() {
        return Problem.badInput(
                "intervalMinutes",
                "It must be a whole number from " + ProductSyncRequest.LEAST_MINUTES + " to "
                        + ProductSyncRequest.MOST_MINUTES + ".");
    }

    void stop(Caller caller) {
        control.stop(by(caller));
        wakeUp.wake();
    }

    /** @return until when */
    Instant pause(@Nullable String reason, @Nullable Integer minutes, Caller caller) {
        if (reason == null || reason.isBlank() || reason.length() > PauseRequest.LONGEST_REASON) {
            throw Problem.badInput("reason", "Say why, in at most " + PauseRequest.LONGEST_REASON + " characters.");
        }
        var length = minutes == null ? PauseRequest.DEFAULT_MINUTES : minutes;
        if (!PauseRequest.isPossible(length)) {
            throw impossibleMinutes();
        }
        var until = control.pause(Text.possible("reason", reason).strip(), Duration.ofMinutes(length), by(caller));
        wakeUp.wake();
        return until;
    }

    static Problem impossibleMinutes() {
        return Problem.badInput("minutes", "It must be a whole number from 1 to " + PauseRequest.MOST_MINUTES + ".");
    }

    void resume(Caller caller) {
        control.resume(by(caller));
        wakeUp.wake();
    }

    Asked run(Caller caller) {
        if (!control.state().configured()) {
            throw Problem.conflict("There is no feed to read: plumbline.products.url is not set.");
        }
        var asked = control.requestRun(by(caller));
        wakeUp.wake();
        return asked;
    }

    private static By by(Caller caller) {
        return By.person(caller.name());
    }
}
