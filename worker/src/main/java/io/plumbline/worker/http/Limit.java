package io.plumbline.worker.http;

/** How many rows a list of the API may be asked for. */
public final class Limit {

    private static final int MOST = 1_000;

    private Limit() {}

    /** @throws Problem 400, when it is less than {@code least} or more than a thousand */
    public static int within(int least, int limit) {
        if (limit < least || limit > MOST) {
            throw Problem.badInput("limit", "It must be from " + least + " to " + MOST + ".");
        }
        return limit;
    }
}
