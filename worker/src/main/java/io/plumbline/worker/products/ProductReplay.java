package io.plumbline.worker.products;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.activities.products.SyncControlRepository;
import io.plumbline.activities.products.SyncControlRepository.By;
import io.plumbline.worker.failures.Replayable;
import io.plumbline.workflows.run.Rejected;
import org.springframework.stereotype.Component;

/** Replays the sync of the products: it runs once more, when it is not paused. */
@Component
class ProductReplay implements Replayable {

    private final SyncControlRepository control;
    private final SyncFailureRepository failures;
    private final ProductWakeUp wakeUp;

    ProductReplay(SyncControlRepository control, SyncFailureRepository failures, ProductWakeUp wakeUp) {
        this.control = control;
        this.failures = failures;
        this.wakeUp = wakeUp;
    }

    @Override
    public String source() {
        return "products";
    }

    @Override
    public void startAgain(FailureRow failure) {
        if (!control.state().configured()) {
            throw Rejected.because("There is no feed to read: plumbline.products.url is not set.");
        }
        var key = "replay of failure " + failure.id() + " after attempt "
                + failure.attempts(); // started again while it waits
        control.requestReplay(new By(failures.replayedBy(failure.id()).orElse("a replay"), key));
        wakeUp.wake();
    }
}
