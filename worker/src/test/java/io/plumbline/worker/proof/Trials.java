package io.plumbline.worker.proof;

import java.util.Random;

/** How often each trial tries, and the chance behind its moments. */
final class Trials {

    static final long SEED = Long.getLong("seed", System.nanoTime());

    private Trials() {}

    /** @param usual how often when nobody says {@code -Dtrials=} */
    static int number(int usual) {
        return Integer.getInteger("trials", usual);
    }

    /** The same moments again with the same {@code -Dseed=}. */
    static Random random() {
        System.out.println("seed " + SEED);
        return new Random(SEED);
    }
}
