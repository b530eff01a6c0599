package io.plumbline.activities.incidents;

/** A way to reach people. */
interface IncidentChannel {

    /** Stands beside what was told, so that it stays. */
    String name();

    /** Whether there is somebody to reach. */
    boolean isOn();

    /**
     * Tells of it, or throws. May be called again with the same message when it is not known whether it went out.
     *
     * @throws io.temporal.failure.ApplicationFailure a rejection, when nobody wants to be told of this any more
     */
    void send(IncidentMessage message);
}
