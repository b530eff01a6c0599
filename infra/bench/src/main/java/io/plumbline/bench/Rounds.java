package io.plumbline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Times the baseline and ours alternately, so that whatever else the machine does meets both. */
final class Rounds {

    private static final int MORE_WARM_UPS = 6;
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);

    private final List<Cost> baseline = new ArrayList<>();
    private final List<Cost> ours = new ArrayList<>();

    private Rounds() {}

    /**
     * @param warmUps rounds that are not counted, at least; while this JVM is still compiling, up to six times as many, or
     *     for two minutes
     * @param reset brings back the state that both begin with; not timed
     */
    static Rounds measure(Stage stage, int warmUps, int rounds, Runnable reset, Runnable baseline, Runnable ours) {
        var measured = new Rounds();
        var begun = System.nanoTime();
        for (int warmUp = 1; warmUp <= warmUps * MORE_WARM_UPS; warmUp++) {
            var warming = new Rounds();
            warming.add("warm-up", stage, reset, baseline, ours);
            var isLong = System.nanoTime() - begun > LONGEST_WARM_UP.toNanos();
            if (warmUp >= warmUps && (isLong || !warming.areStillCompiling())) {
                break;
            }
        }
        for (int round = 1; round <= rounds; round++) {
            measured.add("round " + round, stage, reset, baseline, ours);
        }
        return measured;
    }

    private void add(String name, Stage stage, Runnable reset, Runnable baselineOnce, Runnable oursOnce) {
        reset.run();
        baseline.add(Cost.of(stage, baselineOnce));
        reset.run();
        ours.add(Cost.of(stage, oursOnce));
        System.err.printf(
                Locale.ROOT,
                "  %s: baseline %.0f ms, ours %.0f ms%n",
                name,
                baseline.get(baseline.size() - 1).millis(),
                ours.get(ours.size() - 1).millis());
    }

    private boolean areStillCompiling() {
        return Stream.concat(baseline.stream(), ours.stream()).anyMatch(Cost::isStillCompiling);
    }

    /** The same, where the two have done different amounts of work: the cost of one piece of each. */
    Rounds perPiece(int baselinePieces, int ourPieces) {
        var each = new Rounds();
        baseline.forEach(cost -> each.baseline.add(cost.dividedBy(baselinePieces)));
        ours.forEach(cost -> each.ours.add(cost.dividedBy(ourPieces)));
        return each;
    }

    double baselineMillis() {
        return median(baseline, Cost::millis);
    }

    double ourMillis() {
        return median(ours, Cost::millis);
    }

    /** @param pieces how many equal pieces of work each time was for, when the table shows one of them */
    Row row(String name, String baselineIs, int pieces, double goal) {
        var ratios = ratios(Cost::millis);
        return new Row(
                name,
                baselineIs + " " + format(baselineMillis() / pieces) + " ms",
                format(ourMillis() / pieces) + " ms",
                format(ratios.get(0)) + " / **" + format(median(ratios)) + "** / "
                        + format(ratios.get(ratios.size() - 1)),
                format(median(ratios(Cost::cpuMillis))),
                "≤ " + format(goal),
                median(ratios) <= goal);
    }

    /** A row for what somebody waits for: the usual wait, and that of the unlucky one of a hundred. */
    Row waits(String name, String baselineIs, double goalMillis) {
        var ratios = ratios(Cost::millis);
        var unlucky = percentile(ours, 99);
        return new Row(
                name,
                baselineIs + " " + waits(baseline),
                waits(ours),
                format(ratios.get(0)) + " / **" + format(median(ratios)) + "** / "
                        + format(ratios.get(ratios.size() - 1)),
                format(median(ratios(Cost::cpuMillis))),
                "p99 ≤ " + format(goalMillis) + " ms",
                unlucky <= goalMillis);
    }

    private static String waits(List<Cost> costs) {
        return "p50 " + format(percentile(costs, 50)) + " ms, p99 " + format(percentile(costs, 99)) + " ms";
    }

    private static double percentile(List<Cost> costs, int percent) {
        var sorted = costs.stream().map(Cost::millis).sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    private List<Double> ratios(ToDoubleFunction<Cost> what) {
        return IntStream.range(0, ours.size())
                .mapToObj(round -> what.applyAsDouble(ours.get(round)) / what.applyAsDouble(baseline.get(round)))
                .sorted()
                .toList();
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> what) {
        return median(costs.stream().map(what::applyAsDouble).sorted().toList());
    }

    private static double median(List<Double> sorted) {
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static String format(double value) {
        var digits = value >= 100 ? 0 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
