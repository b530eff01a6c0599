package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureRow;

/** A sync whose failures can be replayed. */
public interface Replayable {

    /** Which failures are its own. */
    String source();

    /**
     * Starts the sync once more, unless it is under way.
     *
     * @throws io.temporal.failure.ApplicationFailure a rejection, when there is no point in it
     */
    void startAgain(FailureRow failure);
}
