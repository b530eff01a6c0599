package io.plumbline.worker;

import sun.misc.Signal;

/** The exit code of a program that was asked to end and did: 0, so that a rolling restart looks like no failure. */
final class Termination {

    private Termination() {}

    /** The JVM's own answer to SIGTERM ends as orderly, but with 143. */
    static void isNoFailure() {
        Signal.handle(new Signal("TERM"), signal -> System.exit(0));
    }
}
