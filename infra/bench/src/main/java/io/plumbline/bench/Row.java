package io.plumbline.bench;

/** A line of the table. */
record Row(String name, String baseline, String ours, String ratio, String cpuRatio, String goal, boolean met) {

    static final String HEADER = """
            | row | baseline | ours | ratio min / median / max | of processor time | goal | met |
            |---|---|---|---|---|---|---|
            """;

    String markdown() {
        return "| " + String.join(" | ", name, baseline, ours, ratio, cpuRatio, goal, met ? "yes" : "no") + " |\n";
    }
}
