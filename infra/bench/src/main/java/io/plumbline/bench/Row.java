package io.plumbline.bench;

/** A line of the table. */
record Row(String name, String baseline, String ours, String ratio, String goal, boolean met) {

    static final String HEADER = """
            | row | baseline | ours | ratio min / median / max | goal | met |
            |---|---|---|---|---|---|
            """;

    String markdown() {
        return "| " + String.join(" | ", name, baseline, ours, ratio, goal, met ? "yes" : "no") + " |\n";
    }
}
