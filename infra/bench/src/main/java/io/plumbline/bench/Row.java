package io.plumbline.bench;

/** A line of the table. */
record Row(String name, String baseline, String ours, String ratio, String cpuRatio, String goal, boolean met) {

    static final String HEADER = """
            | row | baseline | ours | ratio min / median / max | of processor time | goal | met |
            |---|---|---|---|---|---|---|
            """;

    /** What could not be measured, and why. */
    static Row missing(String name, String why, String goal) {
        return new Row(name, "", why, "", "", goal, false);
    }

    /** Where a process that takes part ends, and its processor time with it. */
    Row withoutProcessorTime() {
        return new Row(name, baseline, ours, ratio, "", goal, met);
    }

    /** Where the baseline is the limit, which nobody has to reach. */
    Row withoutGoal() {
        return new Row(name, baseline, ours, ratio, cpuRatio, "", met);
    }

    String markdown() {
        var answer = goal.isEmpty() ? "" : met ? "yes" : "no";
        return "| " + String.join(" | ", name, baseline, ours, ratio, cpuRatio, goal, answer) + " |\n";
    }
}
