package io.plumbline.bench;

/** How much is measured: all that the goals speak of, or just enough to see that every row runs. */
record Size(
        int rounds, int devServerRounds, int sweptWorkspaces, int quietWorkspaces, int heapWorkspaces, int batches) {

    static final Size FULL = new Size(5, 3, 1_000, 10_000, 10_000, 300);
    static final Size QUICK = new Size(3, 1, 300, 1_000, 1_000, 30);
}
