package io.plumbline.worker.products;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.products.SyncControlRepository;
import io.plumbline.worker.failures.Replayable;
import org.springframework.stereotype.Component;

/** Replays the sync of the products: it runs once more, when it is not paused. */
@Component
class ProductReplay implements Replayable {

    private final SyncControlRepository control;
    private final ProductWakeUp wakeUp;

    ProductReplay(SyncControlRepository control, ProductWakeUp wakeUp) {
        this.control = control;
        this.wakeUp = wakeUp;
    }

    @Override
    public String source() {
        return "products";
    }

    @Override
    public void startAgain(FailureRow failure) {
        control.requestReplay("a replay");
        wakeUp.wake();
    }
}
