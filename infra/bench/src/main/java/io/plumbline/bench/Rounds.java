package io.plumbline.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times the baseline and ours alternately, so that whatever else the machine does meets both. */
final class Rounds {

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Double> baseline = new ArrayList<>();
    private final List<Double> ours = new ArrayList<>();

    private Rounds() {}

    /**
     * @param warmUps rounds that are not counted
     * @param reset brings back the state that both begin with; not timed
     */
    static Rounds measure(int warmUps, int rounds, Runnable reset, Runnable baseline, Runnable ours) {
        var measured = new Rounds();
        for (int round = -warmUps; round < rounds; round++) {
            var base = millis(reset, baseline);
            var own = millis(reset, ours);
            if (round >= 0) {
                measured.baseline.add(base);
                measured.ours.add(own);
            }
        }
        return measured;
    }

    private static double millis(Runnable reset, Runnable task) {
        reset.run();
        var begun = System.nanoTime();
        task.run();
        return (System.nanoTime() - begun) / NANOS_PER_MILLI;
    }

    /** @param pieces how many equal pieces of work each time was for, when the table shows one of them */
    Row row(String name, String baselineIs, int pieces, double goal) {
        var ratios = new ArrayList<Double>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(ours.get(round) / baseline.get(round));
        }
        ratios.sort(null);
        return new Row(
                name,
                baselineIs + " " + format(median(baseline) / pieces) + " ms",
                format(median(ours) / pieces) + " ms",
                format(ratios.get(0)) + " / **" + format(median(ratios)) + "** / "
                        + format(ratios.get(ratios.size() - 1)),
                "≤ " + format(goal),
                median(ratios) <= goal);
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
