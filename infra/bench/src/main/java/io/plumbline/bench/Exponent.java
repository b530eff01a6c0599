package io.plumbline.bench;

import java.util.List;

/**
 * How time grows with work: time ∝ work<sup>exponent</sup>, fitted by least squares on the logarithms of both. One is linear,
 * less has a fixed part that weighs, two is quadratic.
 */
final class Exponent {

    private Exponent() {}

    /** A time, and the work that it was for. */
    record Point(double work, double time) {}

    /** @param points of at least two different amounts of work; both numbers of each are above zero */
    static double of(List<Point> points) {
        var meanWork = points.stream()
                .mapToDouble(point -> Math.log(point.work()))
                .average()
                .orElseThrow();
        var meanTime = points.stream()
                .mapToDouble(point -> Math.log(point.time()))
                .average()
                .orElseThrow();
        var together = points.stream()
                .mapToDouble(point -> (Math.log(point.work()) - meanWork) * (Math.log(point.time()) - meanTime))
                .sum();
        var spread = points.stream()
                .mapToDouble(point -> Math.pow(Math.log(point.work()) - meanWork, 2))
                .sum();
        if (!(spread > 0)) {
            throw new IllegalArgumentException("All points are of the same work: " + points);
        }
        return together / spread;
    }
}
