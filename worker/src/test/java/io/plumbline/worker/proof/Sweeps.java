package io.plumbline.worker.proof;

import io.plumbline.worker.start.Counts;
import java.util.UUID;

/** Sweeps one after the other, as the hours would bring them. */
record Sweeps(Stage stage) {

    private static final int MOST = 100;

    void untilNothingIsLeft() {
        for (var sweep = 0; sweep < MOST; sweep++) {
            var before = stage.ask(Counts::flags);
            var id = "sweep/" + UUID.randomUUID();
            stage.sweep(id);
            stage.endOf(id);
            if (stage.ask(Counts::flags).equals(before)) {
                return;
            }
        }
    }
}
