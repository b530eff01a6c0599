package io.plumbline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Measures in a JVM with a small heap. It says its rows on its standard output. */
final class SmallJvm {

    private static final String MARK = "row\t";

    private SmallJvm() {}

    /** @param main writes its rows by {@link #say} */
    static List<Row> rows(Class<?> main, int heapMegabytes, String... arguments) {
        try {
            var process = Jvm.of(main, List.of("-Xmx" + heapMegabytes + "m"), arguments)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                return List.of(new Row(main.getSimpleName(), "", "failed", "", "", "passes", false));
            }
            return said.lines()
                    .filter(line -> line.startsWith(MARK))
                    .map(line -> read(line.substring(MARK.length()).split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void say(Row row) {
        System.out.println(MARK
                + String.join(
                        "\t",
                        row.name(),
                        row.baseline(),
                        row.ours(),
                        row.ratio(),
                        row.cpuRatio(),
                        row.goal(),
                        Boolean.toString(row.met())));
    }

    private static Row read(String[] row) {
        return new Row(row[0], row[1], row[2], row[3], row[4], row[5], Boolean.parseBoolean(row[6]));
    }
}
