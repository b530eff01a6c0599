package io.plumbline.bench;

/**
 * How much is measured: all that the goals speak of, or just enough to see that every row runs.
 *
 * @param manyWorkspaces of the quiet sweep that is compared with what one may take instead
 * @param shownHours for how many hours each workspace of the dashboard has a run
 * @param growthShare the smallest work of a growing row is its usual one, divided by this
 */
record Size(
        int rounds,
        int devServerRounds,
        int sweptWorkspaces,
        int quietWorkspaces,
        int heapWorkspaces,
        int batches,
        int manyWorkspaces,
        int shownHours,
        int growthShare) {

    private static final int HOURS_OF_NINETY_DAYS = 2_160; // as long as runs are kept

    static final Size FULL = new Size(5, 3, 1_000, 10_000, 10_000, 300, 100_000, HOURS_OF_NINETY_DAYS, 1);
    static final Size QUICK = new Size(3, 1, 300, 1_000, 1_000, 30, 2_000, 24, 10);
}
