package io.plumbline.bench;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What can be asked for by name, in the order of the table. Each has a database of its own, and leaves nothing to the next. */
enum Part {
    full(FullSweep::run),
    quiet(QuietSweep::run),
    large(LargeWorkspace::run),
    heap(SmallHeap::run),
    members(Members::run),
    products(Products::run),
    webhook(MessageBatches::run),
    events(FederationEvents::run),
    rivals(Rivals::run),
    limit(SqlLimit::run),
    dashboard(Dashboard::run),
    start(StartUp::run);

    private final Function<Size, List<Row>> rows;

    Part(BiFunction<Stage, Size, List<Row>> rows) {
        this.rows = size -> {
            try (var stage = Stage.open()) {
                return rows.apply(stage, size);
            }
        };
    }

    Part(Function<Size, List<Row>> rows) {
        this.rows = rows;
    }

    /** One that fails does not take the others with it: they may have taken an hour. */
    List<Row> measure(Size size) {
        System.err.println(this);
        try {
            var measured = rows.apply(size);
            measured.forEach(row -> System.err.print(row.markdown())); // the table comes an hour later
            return measured;
        } catch (RuntimeException e) {
            e.printStackTrace();
            return List.of(Row.missing(name(), "failed: " + e.getMessage(), "to be measured"));
        }
    }
}
