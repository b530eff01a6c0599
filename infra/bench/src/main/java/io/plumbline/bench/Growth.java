package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Each row at 1, 10 and 100 times the work, on a database of this run, with the exponent by which its time grows. The
 * smallest work is small, so that it ends in minutes: fixed costs weigh there, and an exponent below one tells of them.
 */
final class Growth {

    static final String HEADER = """
            | row | work | ours | exponent | baseline | its exponent | goal | met |
            |---|---|---|---|---|---|---|---|
            """;

    private static final int[] FACTORS = {1, 10, 100};
    private static final double GOAL = 1.1;
    private static final int CONTACTS = 10;
    private static final int ROUNDS = 3;
    private static final int HOURS = 24;

    private final Size size;
    private final List<String> rows = new ArrayList<>();

    private Growth(Size size) {
        this.size = size;
    }

    /** Lines of their own table; what cannot be measured ends them. */
    static List<String> run(Size size) {
        var growth = new Growth(size);
        try {
            growth.measure();
        } catch (RuntimeException e) {
            e.printStackTrace();
            growth.rows.add("| failed: " + e.getMessage() + " | | | | | | | no |\n");
        }
        return growth.rows;
    }

    private void measure() {
        try (var stage = Stage.open()) {
            sweeps(stage);
            program(stage);
        }
        try (var stage = Stage.open();
                var members = new Members(stage)) {
            row(
                    "federation: unchanged members",
                    Members.UNCHANGED_BASELINE,
                    1_000,
                    count -> members.unchanged(count, 1, ROUNDS));
            row(
                    "federation: apply of changed members",
                    Members.CHANGED_BASELINE,
                    1_000,
                    count -> members.changed(count, ROUNDS));
        }
        try (var products = new Products()) {
            row(
                    "products: an unchanged feed",
                    Products.UNCHANGED_BASELINE,
                    1_000,
                    count -> products.unchanged(count, 1, ROUNDS));
            row("products: a fully changed feed", Products.CHANGED_BASELINE, 1_000, count -> {
                products.unchanged(count, 0, 0);
                return products.changed(count, ROUNDS);
            });
        }
    }

    private void sweeps(Stage stage) {
        try (var engine = new Engine(InProcessTemporal.start(0), stage.activities())) {
            row("full sweep, in-process: workspaces", FullSweep.BASELINE, 30, workspaces -> {
                FullSweep.fill(stage.data(), workspaces, CONTACTS);
                return FullSweep.measure(stage, engine, workspaces, 2, ROUNDS);
            });
            row("quiet sweep, in-process: workspaces", QuietSweep.BASELINE, 1_000, workspaces -> {
                QuietSweep.fill(stage.data(), workspaces, CONTACTS);
                return QuietSweep.measure(stage, engine, workspaces, ROUNDS);
            });
        }
    }

    private void program(Stage stage) {
        try (var batches = new MessageBatches(stage)) {
            row(
                    "message webhook: messages of a batch",
                    MessageBatches.BASELINE,
                    10,
                    messages -> batches.measure(messages, size.batches()));
        }
        try (var events = new FederationEvents(stage)) {
            row(
                    "federation webhook: events",
                    FederationEvents.BASELINE,
                    100,
                    count -> events.measure(count, 1, ROUNDS));
        }
        row("dashboard: the overview of workspaces with " + HOURS + " runs", Dashboard.BASELINE, 100, workspaces -> {
            Dashboard.fill(stage.data(), workspaces, HOURS);
            return Dashboard.measure(stage, Dashboard.OVERVIEW, size.batches());
        });
        if (StartUp.isBuilt()) {
            row(
                    "start-up to the last run of the first sweep, of workspaces",
                    StartUp.BASELINE,
                    10,
                    workspaces -> StartUp.ofWorkspaces(stage, workspaces, ROUNDS));
        }
    }

    private void row(String name, String baseline, int usual, IntFunction<Rounds> at) {
        var least = Math.max(1, usual / size.growthShare());
        var work = IntStream.of(FACTORS).map(factor -> factor * least).boxed().toList();
        System.err.println(name + ", " + work);
        var measured = work.stream().map(at::apply).toList();
        var ours = measured.stream().map(Rounds::ourMillis).toList();
        var theirs = measured.stream().map(Rounds::baselineMillis).toList();
        var exponent = exponent(work, ours);
        rows.add("| "
                + String.join(
                        " | ",
                        name,
                        list(work.stream().map(String::valueOf).toList()),
                        millis(ours),
                        "**" + Rounds.format(exponent) + "**",
                        baseline + " " + millis(theirs),
                        Rounds.format(exponent(work, theirs)),
                        "≤ " + Rounds.format(GOAL),
                        exponent <= GOAL ? "yes" : "no")
                + " |\n");
    }

    private static double exponent(List<Integer> work, List<Double> millis) {
        return Exponent.of(IntStream.range(0, work.size())
                .mapToObj(n -> new Exponent.Point(work.get(n), millis.get(n)))
                .toList());
    }

    private static String millis(List<Double> millis) {
        return list(millis.stream().map(Rounds::format).toList()) + " ms";
    }

    private static String list(List<String> values) {
        return String.join(" / ", values);
    }
}
