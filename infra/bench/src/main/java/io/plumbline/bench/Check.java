package io.plumbline.bench;

/** A fast answer must also be the right one. */
final class Check {

    private Check() {}

    static void that(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("What was measured did not do its work");
        }
    }
}
