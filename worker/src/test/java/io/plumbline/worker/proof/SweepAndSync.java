package io.plumbline.worker.proof;

import java.time.Duration;
import java.time.Instant;

/** A sweep, and a sync of the organisation of the same number beside it: what the trials disturb. */
record SweepAndSync(Stage stage, int number) {

    void begin() {
        stage.ask(db -> Company.queue(db, number));
        beginSweep();
    }

    /** For a sync that is queued at another moment. */
    void beginSweep() {
        stage.sweep(sweep());
    }

    /** Waits for the end of both, and says when the later one was. */
    Instant end() {
        var swept = stage.endOf(sweep());
        var synced = new Syncs(stage).endOf("o" + number);
        return swept.isAfter(synced) ? swept : synced;
    }

    /** From a moment until both were done; zero when they were before it. */
    Duration recovery(Instant since) {
        var end = end();
        return end.isBefore(since) ? Duration.ZERO : Duration.between(since, end);
    }

    private String sweep() {
        return "sweep/" + number;
    }
}
